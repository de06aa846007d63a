/** Characters that JSON must escape, and halves of characters. */
const special = /["\\\p{Cc}\p{Surrogate}]/u;

/** Whether JSON doesn't need to escape anything in a text. */
function isPlain(text: string): boolean {
	return !special.test(text);
}

/** Escapes a text for the inside of a JSON string. */
export function escaped(text: string): string {
	return isPlain(text) ? text : JSON.stringify(text).slice(1, -1);
}

/** Longest form of a code unit: `\u0000`. */
export const mostBytesPerUnit = 6;

/** JSON's escapes for characters below the space, the quote and the backslash; empty for all others. */
const escapes = Array.from({ length: 0x80 }, (_, unit) => {
	const shown = JSON.stringify(String.fromCharCode(unit)).slice(1, -1);
	return shown.length === 1 ? '' : shown;
});

/**
 * Writes a text as the inside of a JSON string in UTF-8. Creates no escaped copy, because copies of 100,000 texts would take most of the
 * memory. The caller makes sure that the text fits.
 *
 * @returns the offset of its end
 */
export function writeJson(text: string, bytes: Buffer, start: number): number {
	if (isPlain(text)) return start + bytes.write(text, start);
	let at = start;
	for (let index = 0; index < text.length; index++) {
		const unit = text.charCodeAt(index);
		const shown = unit < 0x80 ? escapes[unit] : undefined;
		if (shown === '') bytes[at++] = unit;
		else if (shown !== undefined) at += bytes.write(shown, at);
		else if (unit < 0x800) {
			bytes[at++] = 0xc0 | (unit >> 6);
			bytes[at++] = 0x80 | (unit & 0x3f);
		} else if (unit < 0xd800 || unit >= 0xe000) {
			bytes[at++] = 0xe0 | (unit >> 12);
			bytes[at++] = 0x80 | ((unit >> 6) & 0x3f);
			bytes[at++] = 0x80 | (unit & 0x3f);
		} else {
			// A surrogate pair is one character; half a pair is escaped.
			const point = text.codePointAt(index) ?? unit;
			if (point === unit) at += bytes.write(`\\u${unit.toString(16)}`, at);
			else {
				bytes[at++] = 0xf0 | (point >> 18);
				bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
				bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
				bytes[at++] = 0x80 | (point & 0x3f);
				index++;
			}
		}
	}
	return at;
}
