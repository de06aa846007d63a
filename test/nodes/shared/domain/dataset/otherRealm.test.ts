/** Values from the sandbox of n8n's Code node, which has its own classes. */
import { runInNewContext } from 'node:vm';
import type { Row } from '../../../../../nodes/shared/domain/dataset/preparation.ts';
import { findingsOf, itemsOf, prepare } from './recipeOf.ts';

const rowsOf = (code: string): Row[] => runInNewContext(code);

it('are dates in columns without a type', () => {
	const rows = rowsOf(`[
		{ question: new Date('2026-03-01T00:00:00Z'), answer: 'one' },
		{ question: new Date('2026-03-02T14:30:00Z'), answer: 'two' },
	]`);
	const prepared = prepare([...rows, { question: new Date('2026-03-03T00:00:00Z'), answer: 'three' }]);
	expect(itemsOf(prepared, 'mixedColumn')).toEqual([]);
	expect(itemsOf(prepared, 'objectCell')).toEqual([]);
	expect(prepared.data.examples[0]?.input).toBe('2026-03-01T00:00:00.000Z');
});

it('are days at local midnight in columns of the type Date', () => {
	const rows = rowsOf("[{ question: new Date(2026, 2, 1), answer: 'one' }]");
	const { data } = prepare(rows, { types: { question: { type: 'date' } } });
	expect(data.examples).toMatchObject([{ input: '2026-03-01' }]);
});

it('stop as bytes', () => {
	const rows = rowsOf(
		"[{ question: new ArrayBuffer(1), answer: 'one' }, { question: new Uint8Array(1), answer: 'one' }]",
	);
	expect(itemsOf(prepare(rows), 'unsupported')).toEqual([0, 1]);
});

describe('in conversations', () => {
	const reading = { form: 'messages', column: '', preference: false } as const;
	const unused = (more: string) =>
		findingsOf(
			prepare(
				rowsOf(
					`[{ messages: [{ role: 'user', content: 'one' }, { role: 'assistant', content: 'two' }], ${more} }]`,
				),
				{ reading },
			),
			'unusedFields',
		);

	it('are empty objects', () =>
		expect(unused('meta: {}, tools: [], empty: Object.create(null)')).toEqual([]));

	it('are dates, which have no keys', () =>
		expect(unused('at: new Date(0)')).toMatchObject([{ message: expect.stringContaining("'at'") }]));

	it('are dates in place of a message part, by name', () => {
		const rows = rowsOf(
			"[{ messages: [{ role: 'user', content: [new Date(0)] }, { role: 'assistant', content: 'two' }] }]",
		);
		expect(findingsOf(prepare(rows, { reading }), 'unsupported')).toMatchObject([
			{ message: expect.stringContaining("'date'") },
		]);
	});
});
