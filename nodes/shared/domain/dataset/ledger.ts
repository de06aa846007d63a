import type { RowFinding } from './prepared';
import type { CheckName, Recipe, Action } from './preparation';
import { actionOf } from './actions';

/** Where a check writes down the rows that have what it looks for. */
export interface Trail {
	readonly check: CheckName;
	readonly action: Action;
	/** In the order of the rows, each once. */
	readonly items: number[];
	/** @param rows the rows in words: `items 1, 4 and 9` */
	readonly tell: (rows: string, action: Action) => string;
}

/** All that is found while rows become a dataset. */
export interface Ledger {
	actionOf: (check: CheckName) => Action;
	/** Names rows in messages. */
	describe: (items: readonly number[]) => string;
	trail: (check: CheckName, tell: Trail['tell'], action?: Action) => Trail;
	note: (trail: Trail, item: number) => void;
	/** The same for a row of which no example can be made, whatever is done about it. */
	noteUnusable: (trail: Trail, item: number) => void;
	/** Writes down what concerns the data as a whole, unless there is nothing to say or it is not looked for. */
	tell: (check: CheckName, message: string | undefined, action?: Action) => void;
	/** Why the row at hand is left out: the first check that wants it. Asking forgets it. */
	takeReason: () => CheckName | undefined;
	/** Those that stop first, then in the order of `rank`; those of one check in the order in which their trails were made. */
	findings: () => RowFinding[];
}

/** The order in which findings are listed: the smallest number first. */
const rank: Readonly<Record<CheckName, number>> = {
	noExamples: 0,
	missingCell: 1,
	errorCell: 2,
	wrongType: 3,
	roleOrder: 4,
	unsupported: 5,
	emptyCell: 6,
	sameAnswers: 7,
	tooLong: 8,
	halfCharacter: 9,
	tooManyBytes: 10,
	tooManyValidationExamples: 11,
	secret: 12,
	thoughts: 13,
	severalInstructions: 14,
	objectCell: 15,
	personalData: 16,
	brokenEncoding: 17,
	whiteSpace: 18,
	duplicate: 19,
	nearDuplicate: 20,
	conflictingOutputs: 21,
	inTrainingAndValidation: 22,
	labelWithoutValidation: 23,
	dominantOutput: 24,
	mixedColumn: 25,
	unusedFields: 26,
	tooFewExamples: 27,
};

const ranks = Object.keys(rank).length;

function urgency({ check, action }: RowFinding): number {
	return rank[check] + (action === 'stop' ? 0 : ranks);
}

export function openLedger({ actions, describe }: Recipe): Ledger {
	const trails: Trail[] = [];
	const told: RowFinding[] = [];
	let reason: CheckName | undefined;

	function write({ check, items }: Trail, item: number, isLeftOut: boolean): void {
		if (items.at(-1) !== item) items.push(item);
		if (isLeftOut) reason ??= check;
	}

	const treat = (check: CheckName) => actionOf(check, actions[check]);
	return {
		actionOf: treat,
		describe,
		trail(check, tell, action = treat(check)) {
			const trail = { check, action, items: [], tell };
			trails.push(trail);
			return trail;
		},
		note: (trail, item) => write(trail, item, trail.action === 'drop'),
		noteUnusable: (trail, item) => write(trail, item, true),
		tell(check, message, action = treat(check)) {
			if (message !== undefined && action !== 'off')
				told.push({ check, action, message, count: 0, items: [] });
		},
		takeReason() {
			const taken = reason;
			reason = undefined;
			return taken;
		},
		findings: () =>
			[
				...trails.filter(({ items }) => items.length > 0).map((trail) => toFinding(trail, describe)),
				...told,
			].sort((one, other) => urgency(one) - urgency(other)),
	};
}

function toFinding(
	{ check, action, items, tell }: Trail,
	describe: (items: readonly number[]) => string,
): RowFinding {
	return { check, action, message: tell(describe(items), action), count: items.length, items };
}
