import fc from 'fast-check';
import { escaped, mostBytesPerUnit, writeJson } from '../../../../nodes/shared/domain/jsonBytes.ts';
import { piecesOf } from '../../../../nodes/shared/domain/pieces.ts';

const text = fc.string({
	unit: fc.oneof(
		fc.constantFrom('"', '\\', '\n', '\u0000', '\u001f', '\u007f', '\u0080', '\ud83d', '\ude42', '🙂', '六'),
		fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
	),
});
const between = (value: string) => JSON.stringify(value).slice(1, -1);

test('a text is written byte for byte as JSON.stringify shows it', () => {
	fc.assert(
		fc.property(text, fc.nat(5), (value, start) => {
			const bytes = Buffer.alloc(start + value.length * mostBytesPerUnit);
			const end = writeJson(value, bytes, start);
			expect(bytes.subarray(start, end).toString()).toBe(between(value));
			expect(escaped(value)).toBe(between(value));
		}),
	);
});

test('is the same in pieces of any size from any offset', () => {
	fc.assert(
		fc.property(fc.array(text), fc.integer({ min: 1, max: 64 }), fc.nat(), (texts, size, number) => {
			const whole = Buffer.from(texts.map(between).join(''));
			const from = number % (whole.length + 1);
			const pieces = piecesOf(texts, (item, put) => put.json?.(item), Buffer.alloc(size), from);
			expect(Buffer.concat(Array.from(pieces, (piece) => Buffer.from(piece)))).toEqual(whole.subarray(from));
		}),
	);
});
