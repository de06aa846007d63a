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
		...figures,
	};
}

export function median(values: number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
