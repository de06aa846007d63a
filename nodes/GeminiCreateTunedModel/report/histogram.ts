/** Counts the values from one number to below another. */
export interface Bin {
	from: number;
	/** Not included. */
	to: number;
	count: number;
}

/**
 * Counts values in bins that end at 1, 2, 5, 10, 20, 50 …, because a few texts are often much longer than the others. The
 * first bin isn't empty.
 *
 * @param sorted whole numbers, the smallest first
 */
export function histogramOf(sorted: Uint32Array): Bin[] {
	const bins: Bin[] = [];
	let at = 0;
	for (const [from, to] of steps(sorted.at(-1) ?? -1)) {
		const start = at;
		while (at < sorted.length && (sorted[at] ?? 0) < to) at++;
		if (at > 0) bins.push({ from, to, count: at - start });
	}
	return bins;
}

/** The bins up to the one that contains a number. */
function* steps(largest: number): Generator<[number, number]> {
	let from = 0;
	for (let ten = 1; from <= largest; ten *= 10) {
		for (const to of [ten, 2 * ten, 5 * ten]) {
			if (from <= largest) yield [from, to];
			from = to;
		}
	}
}
