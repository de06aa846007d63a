import { count } from '../../count';
import type { Ledger } from '../ledger';
import type { Lanes } from '../hashes';
import { firstOfEach } from './groups';
import type { Kept } from './kept';

/** With fewer examples, shares say little. */
const fewest = 10;

/** The share from which an output dominates: half of the examples, with few different outputs up to four fifths. */
function dominantShare(outputs: number): number {
	return Math.max(0.5, Math.min(0.8, 2.5 / outputs));
}

export function checkDominant({ examples, isGone }: Kept, outputHashes: Lanes, ledger: Ledger): void {
	if (ledger.actionOf('dominantOutput') === 'off') return;
	const firsts = firstOfEach(examples, outputHashes, (one, other) => one.output === other.output);
	const counts = new Int32Array(examples.length);
	let [total, outputs, most] = [0, 0, 0];
	firsts.forEach((first, index) => {
		if (isGone(index)) return;
		const so = (counts[first] ?? 0) + 1;
		counts[first] = so;
		total++;
		if (so === 1) outputs++;
		if (so > (counts[most] ?? 0)) most = first;
	});
	const share = (counts[most] ?? 0) / total;
	if (total < fewest || share < dominantShare(outputs)) return;
	const trail = ledger.trail(
		'dominantOutput',
		(rows) =>
			`One output makes up ${Math.round(share * 100)} % of the ${count(total)} examples: ${rows}. A model that always answers so is right as often. Add examples with other outputs.`,
	);
	examples.forEach(({ item }, index) => {
		if (firsts[index] === most && !isGone(index)) trail.items.push(item);
	});
}
