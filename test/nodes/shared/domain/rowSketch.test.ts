import type { RowDigest } from '../../../../nodes/shared/domain/rowDigest.ts';
import { addRow, compareDigests } from '../../../../nodes/shared/domain/rowDigest.ts';
import { compareWithSketch, sketchOf, sketchSize } from '../../../../nodes/shared/domain/rowSketch.ts';

/** Rows whose texts contain a seed and their number. */
function rows(seed: number, from: number, to: number, output = ''): Array<[string, string]> {
	return Array.from({ length: to - from }, (_, index) => [
		`input ${seed} ${from + index}`,
		`output ${from + index}${output}`,
	]);
}

function digest(all: Array<[string, string]>): RowDigest {
	const made: RowDigest = new Map();
	for (const [input, output] of all) addRow(made, input, output);
	return made;
}

/** Earlier rows, and those of now: a share of them changed, gone and new. */
function change(seed: number, size: number, changed: number, gone: number, added: number) {
	const [changedTo, goneTo] = [Math.round(size * changed), Math.round(size * (changed + gone))];
	const earlier = digest(rows(seed, 0, size));
	const now = digest([
		...rows(seed, 0, changedTo, '!'),
		...rows(seed, goneTo, size),
		...rows(seed, size, size + Math.round(size * added)),
	]);
	return { earlier, now };
}

const none = { newRows: 0, changedRows: 0, removedRows: 0 };

it('is exact when it contains all rows', () => {
	const { earlier, now } = change(1, sketchSize, 0.1, 0.2, 0.3);
	expect(compareWithSketch(sketchOf(earlier), now)).toEqual(compareDigests(earlier, now));
});

it('finds no change in equal rows', () => {
	const same = digest(rows(1, 0, 5_000));
	const compared = compareWithSketch(sketchOf(same), same);
	expect(compared).toMatchObject(none);
	expect(compared?.plusMinus).toBeGreaterThan(0);
});

it('counts added rows exactly if nothing else changed', () => {
	const { earlier, now } = change(1, 5_000, 0, 0, 0.01);
	expect(compareWithSketch(sketchOf(earlier), now)).toMatchObject({ ...none, newRows: 50 });
});

it('is short for any number of rows', () => {
	expect(sketchOf(digest(rows(1, 0, 20_000)))).toMatch(/^20000\.[\w-]{800}$/);
	expect(sketchOf(digest([]))).toBe('0.');
});

it.each(['', '15', '15.', '15.AAAA', '2.AAAAAAAA', 'a.AAAAAAAA', `15.${'*'.repeat(8)}`])(
	'takes %j for no sketch',
	(text) => expect(compareWithSketch(text, digest(rows(1, 0, 15)))).toBeUndefined(),
);

describe('its error', () => {
	const sizes = [120, 300, 1_000, 3_000];
	const changes = [
		[0.01, 0, 0],
		[0, 0, 0.05],
		[0.02, 0.02, 0.02],
		[0.1, 0.05, 0.1],
		[0.3, 0.1, 0],
		[0, 0.5, 0.5],
		[0.9, 0, 0.2],
		[0, 1, 1],
	] as const;
	const trials = sizes.flatMap((size) =>
		changes.flatMap(([changed, gone, added]) =>
			Array.from({ length: 15 }, (_, seed) => {
				const { earlier, now } = change(seed, size, changed, gone, added);
				const truth = compareDigests(earlier, now);
				const estimated = compareWithSketch(sketchOf(earlier), now) ?? { ...none, plusMinus: 0 };
				const both = ({ newRows, changedRows }: typeof none) => newRows + changedRows;
				return {
					size,
					error: both(estimated) - both(truth),
					plusMinus: estimated.plusMinus ?? 0,
					estimated,
					now,
				};
			}),
		),
	);

	it('stays within the reported error in 95% of cases', () => {
		const within = trials.filter(({ error, plusMinus }) => Math.abs(error) <= plusMinus);
		expect(trials).toHaveLength(480);
		expect(within.length / trials.length).toBeGreaterThanOrEqual(0.95);
	});

	it('is at most 11% of the rows', () => {
		for (const { size, plusMinus } of trials) expect(plusMinus / size).toBeLessThan(0.11);
	});

	it('has no bias', () => {
		const mean = trials.reduce((sum, { error, size }) => sum + error / size, 0) / trials.length;
		expect(Math.abs(mean)).toBeLessThan(0.005);
	});

	it('never exceeds the number of rows', () => {
		for (const { estimated, now } of trials) {
			const { newRows, changedRows, removedRows } = estimated;
			expect(Math.min(newRows, changedRows, removedRows)).toBeGreaterThanOrEqual(0);
			expect(newRows + changedRows).toBeLessThanOrEqual(now.size);
		}
	});
});
