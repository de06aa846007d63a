import type { Check } from '../check';
import { advice } from '../check';
import { traits } from '../texts/traits';

/** Windows-1252's characters for the bytes 80 to 9f where it differs from Latin-1. */
const windows = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';
const windowsBytes: readonly number[] = [
	0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95,
	0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
];
const byteOf = new Map([...windows].map((character, index) => [character, windowsBytes[index] ?? 0]));

/** The second and later bytes of a character in UTF-8, read as Latin-1 or Windows-1252. */
const next = `[\\x80-\\xbf${windows}]`;
const source = `[\\xc3-\\xdf]${next}|\\xc2[\\xa0-\\xbf]|[\\xe0-\\xef]${next}{2}|[\\xf0-\\xf4]${next}{3}`;
const suspect = new RegExp(source);
const sequences = new RegExp(source, 'g');

/** A capital letter and punctuation that can also end a word: 'MANHÃ…', “IRMÃ”. */
const mayFollowWord = /^[\xc3-\xdf][…“”‘’–—•›\xa0\xab\xbb\xb4\xb7]$/;
const letter = /\p{Letter}/u;

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** A text can have been read in the wrong encoding more than once. */
const mostRounds = 3;

/** Decodes UTF-8 that was read as Latin-1 or Windows-1252, character by character, where the result is certain. */
function decode(text: string): string {
	let decoded = text;
	for (let round = 0; round < mostRounds && suspect.test(decoded); round++) {
		const before = decoded;
		decoded = before.replace(sequences, (sequence, at: number) =>
			mayFollowWord.test(sequence) && !letter.test(before.charAt(at + sequence.length))
				? sequence
				: decodeCharacter(sequence),
		);
		if (decoded === before) break;
	}
	return decoded;
}

function decodeCharacter(sequence: string): string {
	const bytes = Uint8Array.from(sequence, (character) => byteOf.get(character) ?? character.charCodeAt(0));
	try {
		return utf8.decode(bytes);
	} catch {
		return sequence;
	}
}

export const brokenEncoding: Check = {
	title: 'Broken Encoding',
	description: 'Texts that were read in the wrong encoding, so that accents became other characters',
	actions: ['stop', 'drop', 'fix', 'report', 'off'],
	default: 'stop',
	texts: [
		{
			step: 'decode',
			traits: traits.beyondAscii,
			finds: (text) => decode(text) !== text,
			fix: decode,
			message: (subject, rows, action) =>
				`${subject} was read in the wrong encoding in ${rows}: it contains 'Ã©' instead of 'é', for example. ${advice(action, "Read the file as UTF-8, or set 'Broken Encoding' to 'Fix' in 'Checks'.", 'The texts were decoded again.')}`,
		},
		{
			step: 'decode',
			traits: traits.beyondAscii,
			finds: (text) => text.includes('\ufffd'),
			message: (subject, rows, action) =>
				`${subject} contains '\ufffd' in ${rows}, a placeholder for characters that were lost when the text was read. ${advice(action, 'Read the source in its own encoding.')}`,
		},
	],
};
