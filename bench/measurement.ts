/** One contestant's figures in one case; null for figures that don't apply. */
export interface Measurement {
	/** The case. */
	name: string;
	contestant: string;
	/** Median of the case's time. */
	seconds: number | null;
	/** The lowest possible time, if it can be computed. */
	floorSeconds: number | null;
	/** Items with a response of the model: a text, or Google's reason for an empty one. */
	answered: number | null;
	/** Items without any outcome. */
	lost: number | null;
	/** Items with more than one output. */
	doubled: number | null;
	/** Requests that reached the server. */
	calls: number | null;
	/** The maximum of requests in flight at the server. */
	peakInFlight: number | null;
	/** The peak memory of the process. */
	rssMB: number | null;
	/** Whether the outputs are in the order of the items. */
	inOrder: boolean | null;
	/** Requests that got 429. */
	refused: number | null;
	/** From the node's start to its end. */
	nodeSeconds: number | null;
	/** From the first request at the server to its last response. */
	serverSeconds: number | null;
	/** Processor time of the n8n process. */
	processorSeconds: number | null;
	/** Memory above that of the idle process, per item. */
	kilobytesPerItem: number | null;
}

/** Figures in the order of output; missing figures don't apply. */
export function measurement(
	name: string,
	contestant: string,
	figures: Partial<Omit<Measurement, 'name' | 'contestant'>>,
): Measurement {
	return {
		name,
		contestant,
		seconds: null,
		floorSeconds: null,
		answered: null,
		lost: null,
		doubled: null,
		calls: null,
		peakInFlight: null,
		rssMB: null,
		inOrder: null,
		refused: null,
		nodeSeconds: null,
		serverSeconds: null,
		processorSeconds: null,
		kilobytesPerItem: null,
		...figures,
	};
}

export function median(values: number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** The median of the known values; null without any. */
export function medianOfKnown(values: readonly (number | null)[]): number | null {
	const known = values.filter((value) => value !== null);
	return known.length === 0 ? null : median(known);
}
