import { count } from '../../count';
import type { Check } from '../check';
import { firstOfEach } from '../whole/groups';

/** With fewer examples, shares mean little. */
const fewest = 10;

/** The share from which an output dominates: half of the examples, with few different outputs up to four fifths. */
function dominantShare(outputs: number): number {
	return Math.max(0.5, Math.min(0.8, 2.5 / outputs));
}

export const dominantOutput: Check = {
	title: 'Dominant Output',
	description: 'One output that too many rows share',
	actions: ['stop', 'report', 'off'],
	default: 'report',
	isDescriptive: true,
	whole({ examples, hashes, isDropped }) {
		const firsts = firstOfEach(examples, hashes.output, (one, other) => one.output === other.output);
		const counts = new Int32Array(examples.length);
		let [total, outputs, most] = [0, 0, 0];
		firsts.forEach((first, index) => {
			if (isDropped(index)) return;
			const current = (counts[first] ?? 0) + 1;
			counts[first] = current;
			total++;
			if (current === 1) outputs++;
			if (current > (counts[most] ?? 0)) most = first;
		});
		const share = (counts[most] ?? 0) / total;
		if (total < fewest || share < dominantShare(outputs)) return undefined;
		return {
			isFound: (index) => firsts[index] === most,
			message: (rows) =>
				`One output makes up ${Math.round(share * 100)} % of the ${count(total)} examples: ${rows}. A model that always returns it is right as often. Add examples with other outputs.`,
		};
	},
};
