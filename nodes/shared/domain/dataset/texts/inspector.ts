import type { Example } from '../dataset';
import type { Ledger, Trail } from '../ledger';
import type { DatasetLimits } from '../limits';
import type { Reader, Side } from '../reading/exampleReader';
import { brokenEncoding, halfCharacter, lostCharacter } from './encoding';
import { emptyCell, tooLong } from './length';
import { personalData } from './personalData';
import { secret } from './secrets';
import type { TextCheck } from './textCheck';
import { thoughtTags } from './thoughtTags';
import { traitsOf } from './traits';
import { whiteSpace } from './whiteSpace';

/** In the order in which texts are mended; what is left is measured last. */
const everywhere: readonly TextCheck[] = [
	whiteSpace,
	brokenEncoding,
	lostCharacter,
	halfCharacter,
	secret,
	...personalData,
];

interface Watch {
	needs: number;
	finds: TextCheck['finds'];
	mend?: (text: string) => string;
	trail: Trail;
}

/** Looks at every text of an example and mends, in the example, what is to be mended. */
export function openInspector(
	ledger: Ledger,
	limits: DatasetLimits,
	subjects: Reader['subjects'],
): (example: Example) => void {
	const watchesOf = (side: Side): Watch[] =>
		[...everywhere, ...measured(side, limits)]
			.filter(({ check }) => ledger.actionOf(check) !== 'off')
			.map((check) => toWatch(ledger, check, subjects[side]));
	const [input, output, rejected] = [watchesOf('input'), watchesOf('output'), watchesOf('rejected')];
	const [instruction, earlier] = [watchesOf('systemInstruction'), watchesOf('earlier')];

	function look(watches: readonly Watch[], text: string, item: number): string {
		let now = text;
		const has = traitsOf(text);
		// By index: iterators of a hundred thousand rows would hold as much as their texts.
		for (let index = 0; index < watches.length; index++) {
			const watch = watches[index];
			if (!watch || (has & watch.needs) !== watch.needs || !watch.finds(now)) continue;
			ledger.note(watch.trail, item);
			if (watch.mend) now = watch.mend(now);
		}
		return now;
	}

	return (example) => {
		const { item } = example;
		example.input = look(input, example.input, item);
		example.output = look(output, example.output, item);
		if (example.rejected !== undefined) example.rejected = look(rejected, example.rejected, item);
		if (example.systemInstruction !== undefined)
			example.systemInstruction = look(instruction, example.systemInstruction, item);
		if (example.earlier !== undefined)
			example.earlier = example.earlier.map(({ role, text }) => ({ role, text: look(earlier, text, item) }));
	};
}

function measured(side: Side, { inputLength, outputLength }: DatasetLimits): TextCheck[] {
	const limit = { input: inputLength, output: outputLength, rejected: outputLength, earlier: inputLength };
	if (side === 'systemInstruction') return [];
	const always = [emptyCell, tooLong(limit[side])];
	return side === 'input' ? always : [thoughtTags, ...always];
}

function toWatch(ledger: Ledger, { check, needs = 0, finds, mend, tell }: TextCheck, subject: string): Watch {
	const wished = ledger.actionOf(check);
	const action = wished === 'fix' && !mend ? 'report' : wished;
	const trail = ledger.trail(check, (rows, done) => tell(subject, rows, done), action);
	return { needs, finds, trail, ...(action === 'fix' && mend && { mend }) };
}
