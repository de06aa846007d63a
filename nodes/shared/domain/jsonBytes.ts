/** What JSON may not show as it is, and half a character. */
const special = /["\\\p{Cc}\p{Surrogate}]/u;

/** Whether a text stands between the quotes of a JSON string as it is. */
function isPlain(text: string): boolean {
	return !special.test(text);
}

/** A text as it stands between the quotes of a JSON string. */
export function escaped(text: string): string {
	return isPlain(text) ? text : JSON.stringify(text).slice(1, -1);
}

/** A code unit takes no more: `\u0000`. */
export const mostBytesPerUnit = 6;

/** How JSON shows the characters below the space, the quote and the backslash; empty for those that stay. */
const escapes = Array.from({ length: 0x80 }, (_, unit) => {
	const shown = JSON.stringify(String.fromCharCode(unit)).slice(1, -1);
	return shown.length === 1 ? '' : shown;
});

/**
 * Writes a text as UTF-8 as it stands between the quotes of a JSON string, without making another text of it: escaped copies of
 * a hundred thousand texts would be most of the memory that writing them takes. There must be room.
 *
 * @returns where it ends
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
			// A pair makes one character; half of one is shown by its number.
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
