import type { Example } from '../../shared/domain/dataset';

/** How often an output occurs. */
export interface Label {
	output: string;
	training: number;
	validation: number;
}

/** Outputs that come back, as labels do. */
export interface Balance {
	/** The most frequent ones, these first. */
	labels: Label[];
	/** How many others there are. */
	others: number;
}

const shownLabels = 20;

/** With more different outputs than these, or longer ones, they are texts and no labels. */
const mostLabels = 200;
const longestLabel = 100;

/** @param sides the examples to learn from and those to measure by */
export function balanceOf(sides: Example[][]): Balance | undefined {
	const counts = new Map<string, Label>();
	const total = sides.reduce((sum, { length }) => sum + length, 0);
	for (const [index, side] of sides.entries()) {
		for (const { output } of side) {
			if (output.length > longestLabel) return undefined;
			const label = counts.get(output) ?? { output, training: 0, validation: 0 };
			label[index === 0 ? 'training' : 'validation'] += 1;
			counts.set(output, label);
			if (counts.size > mostLabels) return undefined;
		}
	}
	if (counts.size === 0 || counts.size > total / 2) return undefined;
	const labels = [...counts.values()].sort((a, b) => totalOf(b) - totalOf(a));
	return { labels: labels.slice(0, shownLabels), others: Math.max(0, labels.length - shownLabels) };
}

export function totalOf({ training, validation }: Label): number {
	return training + validation;
}
