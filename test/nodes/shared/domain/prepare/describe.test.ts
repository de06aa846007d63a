import { describeDataset } from '../../../../../nodes/shared/domain/prepare/describe/describeDataset.ts';
import { prepare } from './recipeOf.ts';

it('counts lengths in bins of a round width, the last of which is open', () => {
	const rows = Array.from({ length: 200 }, (_, index) => ({
		question: 'x'.repeat(index === 0 ? 5_000 : (index % 100) + 1),
		answer: '🙂🙂🙂',
	}));
	const { inputLengths, outputLengths } = describeDataset(prepare(rows));
	expect(inputLengths).toMatchObject({ min: 1, max: 5_000, median: 51, p95: 96 });
	expect(inputLengths.bins).toHaveLength(20);
	expect(inputLengths.bins[0]).toEqual({ from: 0, to: 4, training: 7, validation: 0 });
	expect(inputLengths.bins.at(-1)).toEqual({ from: 95, to: 5_000, training: 13, validation: 0 });
	expect(inputLengths.bins.reduce((sum, { training }) => sum + training, 0)).toBe(200);
	expect(outputLengths).toMatchObject({ min: 3, max: 3, mean: 3, median: 3, p95: 3 });
	expect(outputLengths.bins.at(-1)).toEqual({ from: 3, to: 3, training: 200, validation: 0 });
});

it('counts labels on both sides, the most frequent first, and takes texts for none', () => {
	const rows = Array.from({ length: 60 }, (_, index) => ({
		question: `question ${index}`,
		answer: index % 3 === 0 ? 'no' : 'yes',
		held: index < 6,
	}));
	const { labels } = describeDataset(prepare(rows, { validationColumn: 'held' }));
	expect(labels).toEqual([
		{ label: 'yes', training: 36, validation: 4 },
		{ label: 'no', training: 18, validation: 2 },
	]);
	const texts = rows.map((row, index) => ({ ...row, answer: `A text of its own, ${index}` }));
	expect(describeDataset(prepare(texts))).not.toHaveProperty('labels');
});

it('names the worst rows with all that was found in them', () => {
	const rows = [
		{ question: 'fine', answer: 'fine' },
		{ question: ' trim ', answer: 'me@example.com' },
		{ question: '', answer: ' ' },
		{ question: ' trim', answer: 'only' },
	];
	const { worstRows } = describeDataset(prepare(rows, { treatments: { emptyCell: 'drop' } }));
	expect(worstRows).toEqual([
		{
			item: 2,
			dropped: 'emptyCell',
			findings: [
				{ check: 'emptyCell', treatment: 'drop' },
				{ check: 'emptyCell', treatment: 'drop' },
			],
		},
		{
			item: 1,
			findings: [
				{ check: 'personalData', treatment: 'allow' },
				{ check: 'whiteSpace', treatment: 'allow' },
			],
		},
		{ item: 3, findings: [{ check: 'whiteSpace', treatment: 'allow' }] },
	]);
});

it('describes a dataset of nothing', () => {
	const description = describeDataset(prepare([]));
	expect(description).toMatchObject({ rows: 0, training: 0, worstRows: [] });
	expect(description.inputLengths).toEqual({ min: 0, max: 0, mean: 0, median: 0, p95: 0, bins: [] });
});
