import fc from 'fast-check';
import { bytesOfLines, linesOf } from '../../../../../nodes/shared/backend/vertex/lines.ts';

const parsed = (examples: Parameters<typeof linesOf>[0]) =>
	[...linesOf(examples)].map((line) => JSON.parse(line));

test('an example is a turn of the user and one of the model', () => {
	expect(parsed([{ item: 0, input: '1', output: '2' }])).toEqual([
		{
			contents: [
				{ role: 'user', parts: [{ text: '1' }] },
				{ role: 'model', parts: [{ text: '2' }] },
			],
		},
	]);
});

test('a system instruction stands before the turns', () => {
	const [line] = parsed([{ item: 0, input: '1', output: '2', systemInstruction: 'Count.' }]);
	expect(line).toMatchObject({ systemInstruction: { role: 'system', parts: [{ text: 'Count.' }] } });
});

test('an example with a rejected answer has two completions, the better one first', () => {
	expect(parsed([{ item: 0, input: 'Hi', output: 'Hello!', rejected: 'What?' }])).toEqual([
		{
			contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
			completions: [
				{ score: 1, completion: { role: 'model', parts: [{ text: 'Hello!' }] } },
				{ score: 0, completion: { role: 'model', parts: [{ text: 'What?' }] } },
			],
		},
	]);
});

test('whatever the texts hold, an example is one line, and its bytes are counted', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (input, output) => {
			const lines = [...linesOf([{ item: 0, input, output }])];
			expect(lines).toHaveLength(1);
			expect(lines[0]).not.toMatch(/[\n\r]/);
			expect(bytesOfLines(lines)).toBe(Buffer.byteLength(`${lines[0]}\n`));
			const [user, model] = JSON.parse(Buffer.from(lines[0] ?? '').toString()).contents;
			expect([user.parts[0].text, model.parts[0].text]).toEqual([input, output]);
		}),
	);
});
