/** One contestant's figures in one case; null where a figure does not apply. */
export interface Measurement {
	/** The case. */
	name: string;
	contestant: string;
	/** Median of the time that the case is about. */
	seconds: number | null;
	/** The least possible, where it can be computed. */
	floorSeconds: number | null;
	/** Items with an outcome of the model's: a text, or Google's reason for there being none. */
	answered: number | null;
	/** Items without any outcome. */
	lost: number | null;
	/** Items with more than one output. */
	doubled: number | null;
	/** Requests that reached the server. */
	calls: number | null;
	/** The most requests that the server had in hand at once. */
	peakInFlight: number | null;
	/** The most memory that the process held. */
	rssMB: number | null;
	/** Whether the outputs come in the order of the items. */
	inOrder: boolean | null;
	/** Requests that the server refused with 429. */
	refused: number | null;
	/** From the node's start to its end. */
	nodeSeconds: number | null;
	/** From the first request at the server to its last answer. */
	serverSeconds: number | null;
	/** For how long the n8n process computed. */
	processorSeconds: number | null;
	/** Memory above that of the idle process, by item. */
	kilobytesPerItem: number | null;
}

/** Figures in the order in which they are shown; what is not given does not apply. */
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

/** The median of those values that are known; null when none is. */
export function medianOfKnown(values: readonly (number | null)[]): number | null {
	const known = values.filter((value) => value !== null);
	return known.length === 0 ? null : median(known);
}
