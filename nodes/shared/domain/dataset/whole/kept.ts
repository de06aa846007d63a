import type { Example } from '../dataset';
import type { Ledger, Trail } from '../ledger';
import type { DroppedRow } from '../prepared';

/** The examples that are left, and those that checks of them all leave out. */
export interface Kept {
	examples: readonly Example[];
	/** Writes down the examples for which the answer is true; they are no longer among the others where they are left out. */
	note: (trail: Trail, isFound: (index: number) => boolean) => void;
	isGone: (index: number) => boolean;
}

export function keep(examples: readonly Example[], ledger: Ledger, dropped: DroppedRow[]): Kept {
	const gone = new Uint8Array(examples.length);
	return {
		examples,
		isGone: (index) => gone[index] === 1,
		note(trail, isFound) {
			examples.forEach(({ item }, index) => {
				if (gone[index] === 1 || !isFound(index)) return;
				ledger.note(trail, item);
				const check = ledger.takeReason();
				if (check === undefined) return;
				gone[index] = 1;
				dropped.push({ item, check });
			});
		},
	};
}
