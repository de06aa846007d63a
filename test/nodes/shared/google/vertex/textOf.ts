import { putLine } from '../../../../../nodes/shared/google/vertex/storage/exampleLine.ts';
import type { Example } from '../../../../../nodes/shared/domain/dataset/dataset.ts';

/** The dataset that examples make, as one text. */
export function textOf(examples: Example[]): string {
	let text = '';
	for (const example of examples) putLine(example, (fragment) => (text += fragment));
	return text;
}
