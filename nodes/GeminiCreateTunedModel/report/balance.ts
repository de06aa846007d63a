import type { Dataset } from '../../shared/domain/dataset/dataset';
import { checkNames, checks } from '../../shared/domain/dataset/checkList';
import type { LabelCount } from '../../shared/domain/dataset/whole/outputLabels';
import { countLabels } from '../../shared/domain/dataset/whole/outputLabels';

/** How often an output occurs. */
interface Label extends LabelCount {
	output: string;
}

/** The outputs of a dataset whose outputs are labels. */
export interface Balance {
	/** The most frequent ones, in this order. */
	labels: Label[];
	/** Number of other outputs. */
	others: number;
}

const shownLabels = 20;

const notShown = 'Not shown here, since it may be private';

const privateTexts = checkNames.flatMap((name) => {
	const { isPrivate, texts = [] } = checks[name];
	return isPrivate && typeof texts !== 'function' ? texts : [];
});

/** Undefined if the outputs aren't labels. */
export function balanceOf({ examples, validation = [] }: Dataset): Balance | undefined {
	const counts = countLabels(examples, validation);
	if (!counts || counts.size === 0) return undefined;
	const labels = [...counts].map(([output, count]) => ({
		output: isPrivate(output) ? notShown : output,
		...count,
	}));
	labels.sort((one, other) => totalOf(other) - totalOf(one));
	return { labels: labels.slice(0, shownLabels), others: Math.max(0, labels.length - shownLabels) };
}

export function totalOf({ training, validation }: LabelCount): number {
	return training + validation;
}

function isPrivate(output: string): boolean {
	return privateTexts.some(({ finds }) => finds(output));
}
