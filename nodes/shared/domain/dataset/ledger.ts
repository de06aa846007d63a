import type { Action, Message, ResultFinding } from './check';
import type { CheckName } from './checkList';
import { actionOf, inOrder } from './checkList';
import type { RowFinding } from './prepared';
import type { Recipe } from './preparation';

/** Collects the rows of one finding. */
export interface Trail {
	readonly check: CheckName;
	readonly action: Action;
	/** In the order of the rows, each once. */
	readonly items: number[];
	readonly message: Message;
}

/** Collects all findings while rows become a dataset. */
export interface Ledger {
	actionOf: (check: CheckName) => Action;
	/** Names rows in messages. */
	describe: Recipe['describe'];
	/** Opens a finding. It counts once it has a row. */
	trail: (check: CheckName, message: Message, action?: Action) => Trail;
	/** Adds a row to a finding. */
	note: (trail: Trail, item: number) => void;
	/** Adds a row that can't become an example whatever the action is. */
	noteUnusable: (trail: Trail, item: number) => void;
	/** Adds a finding as a whole. */
	report: (check: CheckName, finding: ResultFinding, action?: Action) => void;
	/** Returns and forgets the first check that drops the current row. */
	takeReason: () => CheckName | undefined;
	/** Findings that stop first, then by the order of `checkList.ts`; those of one check in the order in which they were opened. */
	findings: () => RowFinding[];
}

export function openLedger({ actions, describe }: Recipe): Ledger {
	const trails: Trail[] = [];
	const reported: RowFinding[] = [];
	let reason: CheckName | undefined;

	function add({ check, items }: Trail, item: number, isDropped: boolean): void {
		if (items.at(-1) !== item) items.push(item);
		if (isDropped) reason ??= check;
	}

	const pickAction = (check: CheckName) => actionOf(check, actions[check]);
	return {
		actionOf: pickAction,
		describe,
		trail(check, message, action = pickAction(check)) {
			const trail = { check, action, items: [], message };
			trails.push(trail);
			return trail;
		},
		note: (trail, item) => add(trail, item, trail.action === 'drop'),
		noteUnusable: (trail, item) => add(trail, item, true),
		report(check, { message, items = [] }, action = pickAction(check)) {
			reported.push({ check, action, message, count: items.length, items });
		},
		takeReason() {
			const taken = reason;
			reason = undefined;
			return taken;
		},
		findings() {
			const noted = trails
				.filter(({ items }) => items.length > 0)
				.map(({ check, action, items, message }) => {
					const text = message(describe(items), action);
					return { check, action, message: text, count: items.length, items };
				});
			return inOrder([...noted, ...reported]);
		},
	};
}
