/** The parts of a date or time format. */
export interface MomentFormat {
	/** Whether it shows years, months or days. */
	date: boolean;
	/** Whether it shows hours beyond 24, as `[h]:mm` does. */
	elapsed: boolean;
	/** Whether it shows seconds. */
	seconds: boolean;
	/** Whether it shows fractions of a second. */
	fractions: boolean;
}

/**
 * Built-in formats, by `numFmtId` (ECMA-376 part 1, 18.8.30). For formats of dates or times that depend on the language, the value
 * decides.
 */
const builtIn: ReadonlyMap<number, string> = new Map([
	...[14, 15, 16, 17].map((id) => [id, 'yyyy-mm-dd'] as const),
	...[18, 20, 75].map((id) => [id, 'h:mm'] as const),
	...[19, 21, 76].map((id) => [id, 'h:mm:ss'] as const),
	[22, 'yyyy-mm-dd h:mm'],
	...[27, 28, 29, 30, 31, 32, 33, 34, 35, 36].map((id) => [id, 'yyyy-mm-dd h:mm'] as const),
	[45, 'mm:ss'],
	[46, '[h]:mm:ss'],
	[47, 'mm:ss.0'],
	...[50, 51, 52, 53, 54, 55, 56, 57, 58].map((id) => [id, 'yyyy-mm-dd h:mm'] as const),
	...[71, 72, 73, 74, 77, 81].map((id) => [id, 'yyyy-mm-dd h:mm'] as const),
	[78, 'mm:ss'],
	[79, '[h]:mm:ss'],
	[80, 'mm:ss.0'],
]);

/** Reads numbers through the format of their cell. */
export interface NumberFormat {
	/** Undefined for a format that shows a number. */
	momentOf: (value: number) => MomentFormat | undefined;
}

const plain: NumberFormat = { momentOf: () => undefined };

/** @param code the file's format code for this ID */
export function numberFormat(id: number, code: string | undefined): NumberFormat {
	const sections = sectionsOf(code ?? builtIn.get(id) ?? '').map(toSection);
	if (sections.every(({ moment }) => moment === undefined)) return plain;
	return {
		momentOf: (value) => {
			const index = sections.findIndex(({ applies }, at) => applies(value, at, sections.length));
			const shown = sections[index] ?? sections[0];
			return shown?.isBlank ? sections[0]?.moment : shown?.moment;
		},
	};
}

interface Section {
	moment: MomentFormat | undefined;
	isBlank: boolean;
	applies: (value: number, index: number, count: number) => boolean;
}

function sectionsOf(code: string): string[] {
	return code.match(/(?:"[^"]*"?|\\.|\[[^\]]*\]|[^;])+|;/gs)?.filter((part) => part !== ';') ?? [];
}

const comparisons: ReadonlyMap<string, (one: number, other: number) => boolean> = new Map([
	['<', (one, other) => one < other],
	['<=', (one, other) => one <= other],
	['>', (one, other) => one > other],
	['>=', (one, other) => one >= other],
	['=', (one, other) => one === other],
	['<>', (one, other) => one !== other],
]);

/** Sections without a condition are for positive numbers, negative numbers, zero and texts. */
function toSection(code: string): Section {
	const [, sign = '', limit] = /\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]/.exec(code) ?? [];
	const compare = comparisons.get(sign);
	return {
		moment: momentFormat(code),
		isBlank: code.trim() === '',
		applies(value, index, count) {
			if (compare) return compare(value, Number(limit));
			if (index === 0) return count === 1 || value > 0 || (value === 0 && count < 3);
			return index === 1 ? value < 0 || count === 2 : true;
		},
	};
}

function momentFormat(code: string): MomentFormat | undefined {
	const elapsed = /\[(?:h+|m+|s+)\]/i.test(code);
	const tokens = code
		.replace(/\[(h+|m+|s+)\]/gi, '$1')
		.replace(/"[^"]*"?|\\.|[_*].|\[[^\]]*\]|general|am\/pm|a\/p|e[+-]/gis, (part) =>
			/^a/i.test(part) ? 'h' : '',
		)
		.toLowerCase();
	const time = /[hs]/.test(tokens);
	const date = !elapsed && (/[ydebg]|mmm/.test(tokens) || (tokens.includes('m') && !time));
	if (!elapsed && !date && !time) return undefined;
	return { date, elapsed, seconds: tokens.includes('s'), fractions: /s\.0/.test(tokens) };
}
