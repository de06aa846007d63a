import fc from 'fast-check';
import { buildDataset } from '../../../../nodes/shared/domain/dataset/buildDataset';

const example = fc.record({ item: fc.nat(), input: fc.string(), output: fc.string() });
const fingerprintOf = (...given: Parameters<typeof buildDataset>) => buildDataset(...given).fingerprint;

it('computes the same fingerprint for the same rows in any order', () => {
	const shuffled = fc
		.array(example)
		.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));
	fc.assert(fc.property(shuffled, ([rows, others]) => fingerprintOf(rows) === fingerprintOf(others)));
});

it.each([
	['a changed output', [{ item: 0, input: 'a', output: 'c' }]],
	['input and output swapped', [{ item: 0, input: 'b', output: 'a' }]],
	[
		'a row twice',
		[
			{ item: 0, input: 'a', output: 'b' },
			{ item: 1, input: 'a', output: 'b' },
		],
	],
	['another system instruction', [{ item: 0, input: 'a', output: 'b', systemInstruction: 's' }]],
	['no row', []],
])('distinguishes %s', (_, rows) => {
	expect(fingerprintOf(rows)).not.toBe(fingerprintOf([{ item: 0, input: 'a', output: 'b' }]));
});

it('distinguishes training rows from validation rows', () => {
	const [one, two] = [
		{ item: 0, input: 'a', output: 'b' },
		{ item: 1, input: 'c', output: 'd' },
	];
	expect(fingerprintOf([one], [two])).not.toBe(fingerprintOf([two], [one]));
	expect(fingerprintOf([one], [two])).not.toBe(fingerprintOf([one, two]));
});
