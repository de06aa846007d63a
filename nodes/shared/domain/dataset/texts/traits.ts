/** What a text has that makes a closer look worth its while. */
export const traits = { beyondAscii: 1, at: 2, digits: 4, longWord: 8 } as const;

/** A telephone number has no fewer digits. */
const fewestDigits = 7;
/** A key has no fewer letters, digits, dashes, dots and underscores in a row; a private one has them in its lines. */
const longWordLength = 16;

const [digit, wordUnit, atSign] = [1, 2, 4];
const kinds = Uint8Array.from({ length: 0x80 }, (_, unit) => {
	const character = String.fromCharCode(unit);
	return (
		(/\d/.test(character) ? digit : 0) |
		(/[\w.-]/.test(character) ? wordUnit : 0) |
		(character === '@' ? atSign : 0)
	);
});

/** All traits of a text, in one go through it: most texts have none, and several patterns need not be looked for in them. */
export function traitsOf(text: string): number {
	let found = 0;
	let seen = 0;
	let digits = 0;
	let run = 0;
	for (let index = 0; index < text.length; index++) {
		const unit = text.charCodeAt(index);
		if (unit > 0x7f) {
			found |= traits.beyondAscii;
			run = 0;
			continue;
		}
		const kind = kinds[unit] ?? 0;
		seen |= kind;
		digits += kind & digit;
		run = (kind & wordUnit) === 0 ? 0 : run + 1;
		if (run === longWordLength) found |= traits.longWord;
	}
	if ((seen & atSign) !== 0) found |= traits.at;
	return digits < fewestDigits ? found : found | traits.digits;
}
