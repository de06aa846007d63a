import { SheetCell } from '../../../shared/domain/dataset/cells/sheetCell';
import { isoDays, momentCell } from './moment';
import type { NumberFormat } from './numberFormat';
import type { WorkbookParts } from './workbookParts';
import { unescape } from './workbookParts';

/** A cell of the file (ECMA-376 part 1, 18.3.1.4). */
export interface CellSource {
	/** `t`: b, d, e, inlineStr, n, s or str. */
	type: string;
	/** `s`: the index of its format. */
	style: number;
	hasFormula: boolean;
	/** Undefined without an element `v`. */
	value: string | undefined;
	/** Undefined without an element `is`. */
	inline: string | undefined;
}

const numeric = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** Excel shows at most this many digits. Further digits are rounding errors. */
const significantDigits = 15;

/**
 * Reads the value that Excel shows: a string, a number, a bigint for integers of more than 15 digits, a boolean, a SheetCell, or null for
 * an empty cell. A formula has its stored value; without one, the cell is an error.
 */
export function cellValue(cell: CellSource, { strings, formats, is1904 }: WorkbookParts): unknown {
	const { type, style, hasFormula, inline } = cell;
	if (type === 'inlineStr' || (inline !== undefined && cell.value === undefined)) return inline || null;
	if (hasFormula && (cell.value === undefined || (cell.value === '' && type !== 'str')))
		return error('a formula without a stored value');
	if (type === 'str') return unescape(cell.value ?? '') || null;
	const value = cell.value?.trim() ?? '';
	if (value === '') return null;
	switch (type) {
		case 's':
			return stringAt(strings, value);
		case 'b':
			return ['1', 'true'].includes(value.toLowerCase());
		case 'e':
			return error(value);
		case 'd':
			return isoCell(value, formats[style]?.momentOf);
		default:
			return numberCell(value, formats[style]?.momentOf, is1904);
	}
}

function stringAt(strings: readonly string[], index: string): unknown {
	const text = strings[Number(index)];
	return text === undefined ? error(`the missing text ${index}`) : text || null;
}

function numberCell(text: string, momentOf: NumberFormat['momentOf'] | undefined, is1904: boolean): unknown {
	const value = numeric.test(text) ? Number(text) : Number.NaN;
	if (!Number.isFinite(value)) return error(text);
	const format = momentOf?.(value);
	if (format) return momentCell(value, format, is1904);
	return /^[+-]?\d{16,}$/.test(text) ? BigInt(text) : Number(value.toPrecision(significantDigits));
}

/** Reads ISO 8601 dates, times and durations of strict files, in the form of the cell's format. */
function isoCell(text: string, momentOf: NumberFormat['momentOf'] | undefined): SheetCell {
	const found = isoDays(text);
	if (!found) return error(text);
	const { days, ...plainly } = found;
	return momentCell(days, momentOf?.(days) ?? { ...plainly, seconds: false, fractions: false }, false);
}

function error(text: string): SheetCell {
	return new SheetCell('error', text);
}
