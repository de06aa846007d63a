import fc from 'fast-check';
import { bytesOf, putLine } from '../../../../../nodes/shared/google/vertex/storage/exampleLine.ts';
import type { Example } from '../../../../../nodes/shared/domain/dataset/dataset.ts';
import { textOf } from './textOf.ts';

const parsed = (example: Omit<Example, 'item'>) => JSON.parse(textOf([{ item: 0, ...example }]));

test('an example is a turn of the user and one of the model', () => {
	expect(parsed({ input: '1', output: '2' })).toEqual({
		contents: [
			{ role: 'user', parts: [{ text: '1' }] },
			{ role: 'model', parts: [{ text: '2' }] },
		],
	});
});

test('a system instruction stands before the turns', () => {
	const line = parsed({ input: '1', output: '2', systemInstruction: 'Count.' });
	expect(Object.keys(line)).toEqual(['systemInstruction', 'contents']);
	expect(line.systemInstruction).toEqual({ role: 'system', parts: [{ text: 'Count.' }] });
});

test('an example with a rejected answer has two completions, the better one first', () => {
	expect(parsed({ input: 'Hi', output: 'Hello!', rejected: 'What?', systemInstruction: 'Greet.' })).toEqual({
		systemInstruction: { role: 'system', parts: [{ text: 'Greet.' }] },
		contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
		completions: [
			{ score: 1, completion: { role: 'model', parts: [{ text: 'Hello!' }] } },
			{ score: 0, completion: { role: 'model', parts: [{ text: 'What?' }] } },
		],
	});
});

test('each example is one line, ended by a newline', () => {
	const examples = [
		{ item: 0, input: 'a\nb', output: 'c\r\n' },
		{ item: 1, input: 'd', output: 'e' },
	];
	expect(textOf(examples).split('\n')).toEqual([expect.any(String), expect.any(String), '']);
});

test('whatever the texts hold, they come back, and the bytes are counted', () => {
	const text = fc.string({
		unit: fc.oneof(
			fc.constantFrom('"', '\\', '\n', '\t', '\u0000', '\u001f', '\ud83d'),
			fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
		),
	});
	fc.assert(
		fc.property(text, text, (input, output) => {
			const examples = [{ item: 0, input, output }];
			const line = textOf(examples);
			const [user, model] = JSON.parse(Buffer.from(line).toString()).contents;
			expect([user.parts[0].text, model.parts[0].text]).toEqual([input, output]);
			expect(line.indexOf('\n')).toBe(line.length - 1);
			expect(bytesOf(examples)).toBe(Buffer.byteLength(line));
		}),
	);
});

test('what is put never begins or ends within a character', () => {
	const unit = fc.oneof(
		fc.constantFrom('"', '\n', '🙂', '\ud83d', '\ude42'),
		fc.string({ minLength: 1, maxLength: 1 }),
	);
	fc.assert(
		fc.property(fc.string({ unit }), (input) => {
			putLine({ item: 0, input, output: 'x' }, (text) => expect(Buffer.from(text).toString()).toBe(text));
		}),
	);
});
