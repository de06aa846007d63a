import type { TextCheck } from '../check';
import { textSteps } from '../check';
import { checkNames, checks } from '../checkList';
import type { Example } from '../dataset';
import type { Ledger, Trail } from '../ledger';
import type { DatasetLimits } from '../limits';
import type { Reader, Side } from '../reading/exampleReader';
import { traitsOf } from './traits';

/** A text check with its finding. */
interface Watch extends Pick<TextCheck, 'finds' | 'fix'> {
	traits: number;
	trail: Trail;
}

/** Checks all texts of an example, and fixes them in the example where that is the action. */
export function openInspector(
	ledger: Ledger,
	limits: DatasetLimits,
	subjects: Reader['subjects'],
): (example: Example) => void {
	const watchesOf = (side: Side) => watchesFor(side, subjects[side], ledger, limits);
	const [input, output, rejected] = [watchesOf('input'), watchesOf('output'), watchesOf('rejected')];
	const [instruction, earlier] = [watchesOf('systemInstruction'), watchesOf('earlier')];

	function inspect(watches: readonly Watch[], text: string, item: number): string {
		let now = text;
		const has = traitsOf(text);
		// By index: the iterators of 100,000 rows would take as much memory as their texts.
		for (let index = 0; index < watches.length; index++) {
			const watch = watches[index];
			if (!watch || (has & watch.traits) !== watch.traits || !watch.finds(now)) continue;
			ledger.note(watch.trail, item);
			if (watch.fix) now = watch.fix(now);
		}
		return now;
	}

	return (example) => {
		const { item } = example;
		example.input = inspect(input, example.input, item);
		example.output = inspect(output, example.output, item);
		if (example.rejected !== undefined) example.rejected = inspect(rejected, example.rejected, item);
		if (example.systemInstruction !== undefined)
			example.systemInstruction = inspect(instruction, example.systemInstruction, item);
		if (example.earlier !== undefined)
			example.earlier = example.earlier.map(({ role, text }) => ({
				role,
				text: inspect(earlier, text, item),
			}));
	};
}

/** The checks of one side that aren't off, in the order of their steps. */
function watchesFor(side: Side, subject: string, ledger: Ledger, limits: DatasetLimits): Watch[] {
	const watches = checkNames.flatMap((name) => {
		const { texts = [] } = checks[name];
		const action = ledger.actionOf(name);
		if (action === 'off') return [];
		return (typeof texts === 'function' ? texts(side, limits) : texts)
			.filter(({ sides }) => sides?.includes(side) ?? true)
			.map(({ step, traits = 0, finds, fix, message }) => {
				const possible = action === 'fix' && !fix ? 'report' : action;
				const trail = ledger.trail(name, (rows, done) => message(subject, rows, done), possible);
				return { step, traits, finds, trail, ...(possible === 'fix' && fix && { fix }) };
			});
	});
	return textSteps.flatMap((step) => watches.filter((watch) => watch.step === step));
}
