import type { RowFinding } from '../../shared/domain/dataset/prepared';
import type { CheckName, Row } from '../../shared/domain/dataset/preparation';
import type { PreparedRows } from '../dataset/prepare';
import type { Place } from '../dataset/rowSource';

/** A row of which there is much to be told. */
export interface WorstRow {
	place: Place;
	checks: CheckName[];
	/** The beginning of its JSON; undefined where the page had better not repeat it. */
	excerpt?: string;
}

const shownRows = 20;
const excerptLength = 300;

/** Rows with something that should not travel in a report. */
const notRepeated: ReadonlySet<CheckName> = new Set<CheckName>(['personalData', 'secret']);

/** What more rows than this have is told once, of the data: it makes no row worse than the others. */
const mostShare = 0.5;

/** The rows that most checks found, those that stop before those that are only told. */
export function worstRowsOf({ source, prepared }: PreparedRows): WorstRow[] {
	const telling = prepared.findings.filter(
		({ count }) => count <= Math.max(shownRows, prepared.rows * mostShare),
	);
	const weights = new Uint16Array(source.rows.length);
	for (const { items, action } of telling) {
		for (const item of items) weights[item] = (weights[item] ?? 0) + (action === 'stop' ? 100 : 1);
	}
	return heaviest(weights).map((item) => {
		const checks = telling.filter(({ items }) => items.includes(item)).map(({ check }) => check);
		const place = source.placeOf(item);
		if (isPrivate(item, prepared.findings)) return { place, checks };
		return { place, checks, excerpt: excerptOf(source.rows[item] ?? {}) };
	});
}

/** In the order of the rows where they weigh the same. */
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
	return findings.some(({ check, items }) => notRepeated.has(check) && items.includes(item));
}

function excerptOf(row: Row): string {
	const text = JSON.stringify(row, (_, value: unknown) =>
		typeof value === 'bigint' ? String(value) : value,
	);
	const letters = Array.from(text.slice(0, 2 * excerptLength));
	return letters.length > excerptLength ? `${letters.slice(0, excerptLength).join('')} …` : text;
}
