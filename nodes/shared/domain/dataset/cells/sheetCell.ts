/**
 * A cell of a spreadsheet that is more than a text, number or boolean.
 *
 * - `date`: `2026-03-01`, with a time of day `2026-03-01T14:30:00.000Z`, as `dateText` writes dates of other sources
 * - `time`: a time of day or a duration, such as `08:00`, `08:00:30` or `36:30`
 * - `error`: a cell without a usable value; the text is what the spreadsheet shows, such as `#N/A`
 */
export class SheetCell {
	constructor(
		readonly kind: 'date' | 'time' | 'error',
		readonly text: string,
	) {}

	/** The text, so that a cell within a JSON text is readable. */
	toJSON(): string {
		return this.text;
	}
}

export function isErrorCell(value: unknown): value is SheetCell {
	return value instanceof SheetCell && value.kind === 'error';
}
