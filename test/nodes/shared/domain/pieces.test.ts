import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { digestOf, piecesOf } from '../../../../nodes/shared/domain/pieces.ts';

const lines = fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' ')));
const size = fc.integer({ min: 1, max: 64 });
const whole = (texts: string[]) => Buffer.from(texts.map((text) => `${text}\n`).join(''));

test('the pieces put together are the lines, and only the last piece may be short', () => {
	fc.assert(
		fc.property(lines, size, (texts, length) => {
			const pieces = [...piecesOf(texts, length)];
			expect(Buffer.concat(pieces)).toEqual(whole(texts));
			expect(pieces.slice(0, -1).every((piece) => piece.length === length)).toBe(true);
			expect(pieces.every((piece) => piece.length > 0)).toBe(true);
		}),
	);
});

test('from any offset on they are the rest of it', () => {
	fc.assert(
		fc.property(lines, size, fc.nat(), (texts, length, offset) => {
			const all = whole(texts);
			const from = all.length === 0 ? 0 : offset % (all.length + 1);
			expect(Buffer.concat([...piecesOf(texts, length, from)])).toEqual(all.subarray(from));
		}),
	);
});

test('a piece stays what it was while the next ones are made', () => {
	const pieces = [...piecesOf(['one', 'two', 'three'], 4)];
	expect(pieces.map((piece) => Buffer.from(piece).toString())).toEqual(['one\n', 'two\n', 'thre', 'e\n']);
});

test('the digest is that of the whole, with a rest after each piece', async () => {
	const texts = ['one', 'zwei', '三'];
	let rests = 0;
	const digest = await digestOf(piecesOf(texts, 5), async () => void rests++);
	expect(digest).toEqual({
		bytes: whole(texts).length,
		sha256: createHash('sha256').update(whole(texts)).digest('hex'),
		md5: createHash('md5').update(whole(texts)).digest('base64'),
	});
	expect(rests).toBe(Math.ceil(whole(texts).length / 5));
});
