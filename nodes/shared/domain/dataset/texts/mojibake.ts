/** The characters that Windows-1252 shows for the bytes 80 to 9f, where they are not those of Latin-1. */
const windows = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';
const windowsBytes: readonly number[] = [
	0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95,
	0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
];
const byteOf = new Map([...windows].map((character, index) => [character, windowsBytes[index] ?? 0]));

/** Bytes of UTF-8 that go on with a character, as Latin-1 or Windows-1252 shows them. */
const next = `[\\x80-\\xbf${windows}]`;
const source = `[\\xc3-\\xdf]${next}|\\xc2[\\xa0-\\xbf]|[\\xe0-\\xef]${next}{2}|[\\xf0-\\xf4]${next}{3}`;
const suspect = new RegExp(source);
const sequences = new RegExp(source, 'g');

/** Punctuation that may as well stand behind a word that ends with a capital: 'MANHÃ…', “IRMÃ”. */
const mayFollowWord = /^[\xc3-\xdf][…“”‘’–—•›\xa0\xab\xbb\xb4\xb7]$/;
const letter = /\p{Letter}/u;

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** A text may have gone through the wrong encoding more than once. */
const mostRounds = 3;

/** Takes back that UTF-8 was read as Latin-1 or Windows-1252, character by character, where that is sure and exact. */
export function mendEncoding(text: string): string {
	let mended = text;
	for (let round = 0; round < mostRounds && suspect.test(mended); round++) {
		const before = mended;
		mended = before.replace(sequences, (sequence, at: number) =>
			mayFollowWord.test(sequence) && !letter.test(before.charAt(at + sequence.length))
				? sequence
				: decoded(sequence),
		);
		if (mended === before) break;
	}
	return mended;
}

function decoded(sequence: string): string {
	const bytes = Uint8Array.from(sequence, (character) => byteOf.get(character) ?? character.charCodeAt(0));
	try {
		return utf8.decode(bytes);
	} catch {
		return sequence;
	}
}
