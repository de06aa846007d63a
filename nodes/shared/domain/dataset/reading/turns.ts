import type { Turn } from '../dataset';
import type { Said } from './messageText';
import { blankLine } from './messageText';
import type { OrderFault, Remarks } from './remarks';

/** A turn, with the place of its message. */
export type NumberedTurn = Turn & Pick<Said, 'number' | 'list'>;

/** Turns in order, and the texts of system instructions. */
export interface Turns {
	turns: NumberedTurn[];
	instructions: string[];
}

/** Takes system messages out of a conversation. One that comes late is noted. */
export function splitSystem(messages: readonly Said[], remarks: Remarks): Turns {
	const turns: NumberedTurn[] = [];
	const instructions: string[] = [];
	for (const { role, text, number, list } of messages) {
		if (role !== 'system') {
			turns.push({ role, text, number, list });
			continue;
		}
		instructions.push(text);
		if (turns.length === 0) continue;
		remarks.startMessage(number, list);
		remarks.order.late();
	}
	return { turns, instructions };
}

/**
 * Checks that user and model alternate, with the user first and the given role last. Joins turns of the same role if the action is to
 * fix them.
 *
 * @returns undefined for another order, which is noted
 */
export function inOrder(
	turns: NumberedTurn[],
	last: Turn['role'],
	remarks: Remarks,
): NumberedTurn[] | undefined {
	const fault = faultOf(turns, last);
	if (!fault) return turns;
	if (fault.kind === 'repeated' && remarks.fixesOrder) {
		const joined = joinRepeated(turns);
		const left = faultOf(joined, last);
		note(left ?? fault, last, remarks);
		return left ? undefined : joined;
	}
	note(fault, last, remarks);
	return undefined;
}

interface Fault {
	kind: OrderFault;
	turn?: NumberedTurn;
}

function note({ kind, turn }: Fault, last: Turn['role'], remarks: Remarks): void {
	remarks.startMessage(turn?.number ?? 0, turn?.list);
	remarks.order[kind](kind === 'last' ? last : undefined);
}

function faultOf(turns: readonly NumberedTurn[], last: Turn['role']): Fault | undefined {
	const [first, end] = [turns[0], turns.at(-1)];
	if (!first || !end) return { kind: 'none' };
	if (first.role !== 'user') return { kind: 'first', turn: first };
	const repeated = turns.find(({ role }, index) => index > 0 && turns[index - 1]?.role === role);
	if (repeated) return { kind: 'repeated', turn: repeated };
	return end.role === last ? undefined : { kind: 'last', turn: end };
}

function joinRepeated(turns: readonly NumberedTurn[]): NumberedTurn[] {
	const result: NumberedTurn[] = [];
	for (const turn of turns) {
		const last = result.at(-1);
		if (last?.role === turn.role)
			result[result.length - 1] = { ...last, text: last.text + blankLine + turn.text };
		else result.push(turn);
	}
	return result;
}
