import type { Prepared, RowFinding } from '../prepared';
import type { CheckName, Treatment } from '../recipe';

/** A row with what was found in it. */
export interface WorstRow {
	item: number;
	/** What stops first. */
	findings: Array<{ check: CheckName; treatment: Treatment }>;
	/** The check that had it left out. */
	dropped?: CheckName;
}

const weights: Record<Treatment, number> = { stop: 1_000, drop: 100, fix: 10, allow: 1, off: 0 };

/** The rows with the most, and the most serious, findings, the worst first. */
export function worstRows({ rows, findings, dropped }: Prepared, most: number): WorstRow[] {
	const scores = new Float64Array(rows);
	for (const { items, treatment } of findings)
		items.forEach((item) => (scores[item] = (scores[item] ?? 0) + weights[treatment]));
	const reasons = new Map(dropped.map(({ item, check }) => [item, check]));
	return highest(scores, most).map((item) => {
		const reason = reasons.get(item);
		return {
			item,
			findings: findings
				.filter(({ items }) => isAmong(items, item))
				.map(({ check, treatment }) => ({ check, treatment })),
			...(reason !== undefined && { dropped: reason }),
		};
	});
}

/** Of equal ones, those that come first. */
function highest(scores: Float64Array, most: number): number[] {
	const sorted = scores.filter((score) => score > 0).sort();
	const least = sorted[Math.max(0, sorted.length - most)] ?? Number.POSITIVE_INFINITY;
	const found: number[] = [];
	scores.forEach((score, item) => score > least && found.push(item));
	for (let item = 0; item < scores.length && found.length < most; item++)
		if (scores[item] === least) found.push(item);
	return found.sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || one - other);
}

/** Items of a finding are in order. */
function isAmong(items: RowFinding['items'], item: number): boolean {
	let [from, to] = [0, items.length];
	while (from < to) {
		const middle = (from + to) >> 1;
		if ((items[middle] ?? 0) < item) from = middle + 1;
		else to = middle;
	}
	return items[from] === item;
}
