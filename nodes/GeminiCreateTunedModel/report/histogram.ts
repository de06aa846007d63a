/** How many values lie from one number to below another. */
export interface Bin {
	from: number;
	/** Not in the bin itself. */
	to: number;
	count: number;
}

/**
 * Counts by steps of 1, 2, 5, 10, 20, 50 …, since a few texts are often far longer than the rest. Empty steps at either end
 * are left out.
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

/** Up to and with the one that holds a number. */
function* steps(largest: number): Generator<[number, number]> {
	let from = 0;
	for (let ten = 1; from <= largest; ten *= 10) {
		for (const to of [ten, 2 * ten, 5 * ten]) {
			if (from <= largest) yield [from, to];
			from = to;
		}
	}
}
