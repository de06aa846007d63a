import type { Example } from '../dataset';

/** With more different outputs, they are texts and not labels. */
const mostLabels = 100;
/** Characters of a label. */
const longest = 100;
/** On average, at least. */
const examplesPerLabel = 5;

/** How often an output occurs in both parts of a dataset. */
export interface LabelCount {
	training: number;
	validation: number;
}

/** Counts the outputs if they are labels: few, short and repeated. Undefined for other outputs. */
export function countLabels(
	training: readonly Example[],
	validation: readonly Example[],
): Map<string, LabelCount> | undefined {
	const counts = new Map<string, LabelCount>();
	for (const [part, examples] of [['training', training] as const, ['validation', validation] as const]) {
		for (const { output, rejected } of examples) {
			const label = counts.get(output) ?? { training: 0, validation: 0 };
			label[part]++;
			counts.set(output, label);
			if (counts.size > mostLabels || output.length > longest || rejected !== undefined) return undefined;
		}
	}
	const isRepeated = counts.size * examplesPerLabel <= training.length + validation.length;
	return isRepeated ? counts : undefined;
}
