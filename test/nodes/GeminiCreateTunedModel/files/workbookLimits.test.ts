import { openBudget } from '../../../../nodes/GeminiCreateTunedModel/files/excel/workbookLimits';

it.each([
	['unpack', 1024 ** 3, 'bytes of XML'],
	['keep', 12_000_000, 'cells'],
	['keepText', 256 * 1024 ** 2, 'characters of text'],
] as const)('stops when a workbook has more than its limit to %s', (what, limit, unit) => {
	const budget = openBudget('a.xlsx');
	budget[what](limit);
	expect(() => budget[what](1)).toThrow(
		`Can't read 'a.xlsx': the workbook contains more than ${limit.toLocaleString('en-US')} ${unit}`,
	);
});
