import type { Example } from './dataset';
import { advice } from './advice';
import type { Ledger } from './ledger';
import type { DatasetLimits } from './limits';

/** Finds what examples have and the service cannot carry. */
export function openCarriedCheck(
	ledger: Ledger,
	{ conversations, systemInstructions }: DatasetLimits,
): (example: Example) => void {
	const todo = 'Choose the other API, or filter these rows out before this node.';
	const turns = ledger.trail(
		'unsupported',
		(rows, action) =>
			`This API's examples have one input and one output, but there is a conversation of several turns in ${rows}. ${advice(action, todo)}`,
	);
	const instruction = ledger.trail(
		'unsupported',
		(rows, action) =>
			`This API's examples have no system instruction, but there is one in ${rows}. ${advice(action, todo)}`,
	);
	return ({ item, earlier, systemInstruction }) => {
		if (!conversations && earlier) ledger.note(turns, item);
		if (!systemInstructions && systemInstruction !== undefined) ledger.note(instruction, item);
	};
}
