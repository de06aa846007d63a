import { characters } from '../../shared/domain/characters';
import type { Example } from '../../shared/domain/dataset/dataset';
import type { Estimate } from '../../shared/domain/estimate';
import type { RowsFinding } from '../dataset/findings';
import type { PreparedRows } from '../dataset/prepare';
import type { Summary } from '../dataset/summary';
import { summaryOf } from '../dataset/summary';
import type { Bin } from './histogram';
import { histogramOf } from './histogram';
import type { Balance } from './balance';
import { balanceOf } from './balance';
import type { WorstRow } from './worstRows';
import { worstRowsOf } from './worstRows';

/** Lengths of the texts of one part of the examples, in characters. */
export interface Lengths {
	title: string;
	bins: Bin[];
	median: number;
	longest: number;
}

/** The content of the report page. */
export interface Report {
	summary: Summary;
	findings: RowsFinding[];
	lengths: Lengths[];
	/** Absent if the outputs aren't labels. */
	balance?: Balance;
	worst: WorstRow[];
	/** Null without examples. */
	estimate?: Estimate | null;
}

export function reportOf(rows: PreparedRows): Report {
	const { examples, validation = [] } = rows.data;
	const all = [examples, validation];
	const balance = balanceOf(rows.data);
	return {
		summary: summaryOf(rows),
		findings: rows.findings,
		lengths: [
			lengthsOf('Inputs', all, ({ input }) => input),
			lengthsOf('Outputs', all, ({ output }) => output),
		].filter(({ bins }) => bins.length > 0),
		...(balance && { balance }),
		worst: worstRowsOf(rows),
	};
}

function lengthsOf(title: string, sides: Example[][], textOf: (example: Example) => string): Lengths {
	const count = sides.reduce((sum, { length }) => sum + length, 0);
	const lengths = new Uint32Array(count);
	let at = 0;
	for (const side of sides) for (const example of side) lengths[at++] = characters(textOf(example));
	lengths.sort();
	return {
		title,
		bins: histogramOf(lengths),
		median: lengths[count >> 1] ?? 0,
		longest: lengths.at(-1) ?? 0,
	};
}
