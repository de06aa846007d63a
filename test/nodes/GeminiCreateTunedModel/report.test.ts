/** The content of the report, before it becomes a page. */
import { toRowsFinding } from '../../../nodes/GeminiCreateTunedModel/dataset/findings.ts';
import { sourceOfItems } from '../../../nodes/GeminiCreateTunedModel/dataset/rowSource.ts';
import type { Report } from '../../../nodes/GeminiCreateTunedModel/report/datasetReport.ts';
import { reportOf } from '../../../nodes/GeminiCreateTunedModel/report/datasetReport.ts';
import type { Row } from '../../../nodes/shared/domain/dataset/preparation.ts';
import { prepare } from '../shared/domain/dataset/recipeOf.ts';

function report(rows: Row[], given?: Parameters<typeof prepare>[1]): Report {
	const source = sourceOfItems(rows);
	const prepared = prepare(rows, given);
	const findings = prepared.findings.map((finding) => toRowsFinding(finding, source));
	return reportOf({ source, prepared, data: prepared.data, findings });
}

it('counts lengths in growing bins, up to the longest text', () => {
	const rows = Array.from({ length: 200 }, (_, index) => ({
		question: 'x'.repeat(index === 0 ? 5_000 : (index % 100) + 1),
		answer: '🙂🙂🙂',
	}));
	const { lengths } = report(rows, { split: { validationShare: 0.2, seed: '' } });
	const [inputs, outputs] = lengths;
	expect(inputs).toMatchObject({ title: 'Inputs', median: 51, longest: 5_000 });
	expect(inputs?.bins.map(({ from, to, count }) => [from, to, count])).toEqual([
		[1, 2, 1],
		[2, 5, 6],
		[5, 10, 10],
		[10, 20, 20],
		[20, 50, 60],
		[50, 100, 100],
		[100, 200, 2],
		[200, 500, 0],
		[500, 1_000, 0],
		[1_000, 2_000, 0],
		[2_000, 5_000, 0],
		[5_000, 10_000, 1],
	]);
	expect(outputs).toEqual({
		title: 'Outputs',
		bins: [{ from: 2, to: 5, count: 200 }],
		median: 3,
		longest: 3,
	});
});

describe('outputs', () => {
	const rows = Array.from({ length: 60 }, (_, index) => ({
		question: `question ${index}`,
		answer: index % 3 === 0 ? 'no' : 'yes',
		held: index < 6,
	}));

	it('are counted in both sets, the most frequent first', () => {
		expect(report(rows, { validationColumn: 'held' }).balance).toEqual({
			labels: [
				{ output: 'yes', training: 36, validation: 4 },
				{ output: 'no', training: 18, validation: 2 },
			],
			others: 0,
		});
	});

	it('are shown up to twenty, and the others counted', () => {
		const many = Array.from({ length: 125 }, (_, index) => ({
			question: `question ${index}`,
			answer: `label ${index % 25}`,
		}));
		const { balance } = report(many);
		expect(balance?.labels).toHaveLength(20);
		expect(balance?.others).toBe(5);
	});

	it("aren't counted if they are texts", () => {
		const texts = rows.map((row, index) => ({ ...row, answer: `A text of its own, ${index}` }));
		expect(report(texts)).not.toHaveProperty('balance');
	});
});

describe('rows to review first', () => {
	it('are those that stop, then those with the most findings, without private texts', () => {
		const rows = [
			{ question: 'fine', answer: 'fine' },
			{ question: ' trim', answer: 'only' },
			{ question: ' trim ', answer: 'me@example.com' },
			{ question: '', answer: ' ' },
		];
		expect(report(rows).worst).toEqual([
			{ place: { item: 3 }, checks: ['emptyCell', 'emptyCell'], excerpt: '{"question":"","answer":" "}' },
			{ place: { item: 2 }, checks: ['personalData', 'whiteSpace'] },
			{ place: { item: 1 }, checks: ['whiteSpace'], excerpt: '{"question":" trim","answer":"only"}' },
		]);
	});

	it('are twenty at most, without findings of most rows', () => {
		const rows = Array.from({ length: 60 }, (_, index) => ({
			question: ` ${index}`,
			answer: index < 25 ? `\ufffd ${index}` : `${index}`,
		}));
		const { worst } = report(rows);
		expect(worst).toHaveLength(20);
		expect(worst.flatMap(({ checks }) => checks)).not.toContain('whiteSpace');
	});

	it('show the beginning of a long row, with every kind of value', () => {
		const [worst] = report([{ question: ` ${'🙂'.repeat(400)}`, answer: 7n }]).worst;
		expect(worst?.excerpt).toBe(`{"question":" ${'🙂'.repeat(286)} …`);
		const [short] = report([{ question: ' a', answer: 7n }]).worst;
		expect(short?.excerpt).toBe('{"question":" a","answer":"7"}');
	});
});

it('is empty without rows', () => {
	const { summary, ...rest } = report([]);
	expect(summary).toMatchObject({ rows: 0, training: 0, validation: 0, dropped: 0 });
	expect(rest).toMatchObject({ lengths: [], worst: [] });
	expect(rest).not.toHaveProperty('balance');
});
