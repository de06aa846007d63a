import type { CheckName } from '../../shared/domain/dataset/checkList';
import { checks } from '../../shared/domain/dataset/checkList';
import type { RowFinding } from '../../shared/domain/dataset/prepared';
import type { Row } from '../../shared/domain/dataset/preparation';
import type { PreparedRows } from '../dataset/prepare';
import type { Place } from '../dataset/rowSource';

/** A row with findings. */
export interface WorstRow {
	place: Place;
	checks: CheckName[];
	/** The beginning of its JSON; undefined if it can be private. */
	excerpt?: string;
}

const shownRows = 20;
const excerptLength = 300;

/** Findings with more than this share of the rows concern the data as a whole. They don't distinguish rows. */
const mostShare = 0.5;

/** The rows with the most findings. Findings that stop count more. */
export function worstRowsOf({ source, prepared }: PreparedRows): WorstRow[] {
	const relevant = prepared.findings.filter(
		({ count }) => count <= Math.max(shownRows, prepared.rows * mostShare),
	);
	const weights = new Uint16Array(source.rows.length);
	for (const { items, action } of relevant) {
		for (const item of items) weights[item] = (weights[item] ?? 0) + (action === 'stop' ? 100 : 1);
	}
	return heaviest(weights).map((item) => {
		const names = relevant.filter(({ items }) => items.includes(item)).map(({ check }) => check);
		const place = source.placeOf(item);
		if (isPrivate(item, prepared.findings)) return { place, checks: names };
		return { place, checks: names, excerpt: excerptOf(source.rows[item] ?? {}) };
	});
}

/** Rows of the same weight stay in their order. */
function heaviest(weights: Uint16Array): number[] {
	const best: number[] = [];
	const weightOf = (item: number) => weights[item] ?? 0;
	for (const [item, weight] of weights.entries()) {
		if (weight === 0) continue;
		const at = best.findLastIndex((other) => weightOf(other) >= weight) + 1;
		if (at < shownRows) best.splice(at, 0, item);
		if (best.length > shownRows) best.pop();
	}
	return best;
}

function isPrivate(item: number, findings: RowFinding[]): boolean {
	return findings.some(({ check, items }) => checks[check].isPrivate === true && items.includes(item));
}

function excerptOf(row: Row): string {
	const text = JSON.stringify(row, (_, value: unknown) =>
		typeof value === 'bigint' ? String(value) : value,
	);
	const letters = Array.from(text.slice(0, 2 * excerptLength));
	return letters.length > excerptLength ? `${letters.slice(0, excerptLength).join('')} …` : text;
}
