import { count } from '../../../shared/domain/count';
import { workbookFault } from './workbookFault';

/** Limits for one workbook. A small file can unpack to any size, so each reader counts the bytes it unpacks and stores. */
export interface WorkbookBudget {
	/** Counts unpacked bytes. */
	unpack: (bytes: number) => void;
	/** Counts cells of rows, also empty ones, and other entries that stay in memory. */
	keep: (entries: number) => void;
	/** Counts characters that stay in memory. */
	keepText: (characters: number) => void;
}

/** The file itself, in bytes. */
export const mostFileBytes = 512 * 1024 * 1024;

/** Columns with headings. Each row takes memory for each column. */
export const mostHeadings = 1_000;

const most = { bytes: 1024 * 1024 * 1024, entries: 12_000_000, characters: 256 * 1024 * 1024 };

/** @returns a budget whose functions throw ConfigurationError beyond a limit */
export function openBudget(name: string): WorkbookBudget {
	const spender = (limit: number, unit: string) => {
		let left = limit;
		return (amount: number) => {
			left -= amount;
			if (left < 0) throw tooLarge(name, `more than ${count(limit)} ${unit}`);
		};
	};
	return {
		unpack: spender(most.bytes, 'bytes of XML'),
		keep: spender(most.entries, 'cells'),
		keepText: spender(most.characters, 'characters of text'),
	};
}

export function tooLarge(name: string, what: string): Error {
	return workbookFault(
		name,
		`the workbook contains ${what}`,
		'Copy only the rows and columns that you need to a new workbook, or export the sheet as CSV or JSONL.',
	);
}
