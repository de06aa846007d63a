import type { FileReading } from './rowsFile';

/**
 * Advice for unexpected rows from a workbook with several sheets: which sheet was read and how to select another one. Undefined if no
 * workbook has other visible worksheets.
 */
export function otherSheetsAdvice(readings: readonly FileReading[]): string | undefined {
	const sentences = readings.flatMap(({ facts, otherSheets = [] }) => {
		if (otherSheets.length === 0) return [];
		const others = otherSheets.map((name) => `'${name}'`).join(', ');
		return [`The rows come from the sheet '${facts.sheet}' of '${facts.name}', which also has ${others}.`];
	});
	if (sentences.length === 0) return undefined;
	const named = sentences.slice(0, 3).join(' ');
	return `${named} To read another sheet, enter its name in 'Sheet'.`;
}
