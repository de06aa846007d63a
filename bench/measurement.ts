/** One contestant's figures in one case. */
export interface Measurement {
	/** The case. */
	name: string;
	contestant: string;
	/** Median. */
	seconds: number;
	/** The least possible, where it can be computed. */
	floorSeconds: number | null;
}

export function median(values: number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
