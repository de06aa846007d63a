/** Properties of a text that its checks depend on. */
export const traits = { beyondAscii: 1, at: 2, digits: 4, longWord: 8 } as const;

/** Digits of the shortest phone number. */
const fewestDigits = 7;
/** Letters, digits, dashes, dots and underscores in a row of the shortest key, or in a line of a private key. */
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

/** Finds all traits of a text in one pass. Most texts have none, so most checks can skip them. */
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
