/**
 * A cell of a spreadsheet that isn't a text, number or boolean.
 *
 * - `date`: `2026-03-01`, with a time of day `2026-03-01T14:30:00.000Z`, the format of `dateText`
 * - `time`: a time of day or a duration, such as `08:00`, `08:00:30` or `36:30`
 * - `error`: a cell without a usable value; the text is the error, such as `#N/A`
 */
export class SheetCell {
	constructor(
		readonly kind: 'date' | 'time' | 'error',
		readonly text: string,
	) {}

	/** Makes the cell readable in JSON. */
	toJSON(): string {
		return this.text;
	}
}

export function isErrorCell(value: unknown): value is SheetCell {
	return value instanceof SheetCell && value.kind === 'error';
}
