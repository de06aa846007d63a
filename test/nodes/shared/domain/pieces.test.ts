import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Put } from '../../../../nodes/shared/domain/pieces.ts';
import { digestOf, piecesOf } from '../../../../nodes/shared/domain/pieces.ts';

/** Each item is some texts, which are put one by one. */
const items = fc.array(fc.array(fc.string({ unit: 'grapheme' })));
const size = fc.integer({ min: 1, max: 64 });
const writeAll = (texts: string[], put: Put) => texts.forEach((text) => put(text));
const whole = (all: string[][]) => Buffer.from(all.flat().join(''));
const copiesOf = (pieces: Iterable<Uint8Array>) => Array.from(pieces, (piece) => Buffer.from(piece));

test('the joined pieces are the texts, and only the last piece can be short', () => {
	fc.assert(
		fc.property(items, size, (all, length) => {
			const pieces = copiesOf(piecesOf(all, writeAll, Buffer.alloc(length)));
			expect(Buffer.concat(pieces)).toEqual(whole(all));
			expect(pieces.slice(0, -1).every((piece) => piece.length === length)).toBe(true);
			expect(pieces.every((piece) => piece.length > 0)).toBe(true);
		}),
	);
});

test('from any offset, they are the rest', () => {
	fc.assert(
		fc.property(items, size, fc.nat(), (all, length, number) => {
			const bytes = whole(all);
			const from = number % (bytes.length + 1);
			const pieces = copiesOf(piecesOf(all, writeAll, Buffer.alloc(length), from));
			expect(Buffer.concat(pieces)).toEqual(bytes.subarray(from));
		}),
	);
});

test('all pieces use the given memory', () => {
	const memory = Buffer.alloc(4);
	const buffers = Array.from(piecesOf([['one', 'two'], ['three']], writeAll, memory), ({ buffer }) => buffer);
	expect(buffers).toEqual([memory.buffer, memory.buffer, memory.buffer]);
});

test('the digest is that of the whole text, with a pause after each piece', async () => {
	const all = [['one\n', 'zwei\n'], ['三\n']];
	let rests = 0;
	const digest = await digestOf(piecesOf(all, writeAll, Buffer.alloc(5)), async () => void rests++);
	expect(digest).toEqual({
		bytes: whole(all).length,
		sha256: createHash('sha256').update(whole(all)).digest('hex'),
		md5: createHash('md5').update(whole(all)).digest('base64'),
	});
	expect(rests).toBe(Math.ceil(whole(all).length / 5));
});
