import type { Dataset } from '../../shared/domain/dataset/dataset';
import type { LabelCount } from '../../shared/domain/dataset/whole/outputLabels';
import { personalData } from '../../shared/domain/dataset/texts/personalData';
import { secret } from '../../shared/domain/dataset/texts/secrets';
import { countLabels } from '../../shared/domain/dataset/whole/outputLabels';

/** How often an output occurs. */
interface Label extends LabelCount {
	output: string;
}

/** Outputs that come back, as labels do. */
export interface Balance {
	/** The most frequent ones, these first. */
	labels: Label[];
	/** How many others there are. */
	others: number;
}

const shownLabels = 20;

const notShown = 'Not shown here, since it may be private';
const doubts = [secret, ...personalData];

/** Undefined where outputs are texts of their own. */
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
	return doubts.some(({ finds }) => finds(output));
}
