import type { Example } from '../../dataset';
import { advice } from '../advice';
import { cellReader } from '../cells/cellReader';
import { openErrorCells } from '../cells/errorCells';
import type { Ledger } from '../ledger';
import type { Row } from '../recipe';
import { conversationOf } from './conversation';
import { seeColumns } from './knownColumns';
import { missingTrail } from './missing';
import type { Reader } from './reader';
import { exampleOf } from './reader';
import type { Turns } from './turns';
import { isInOrder, merged, turnsOf } from './turns';

const forms =
	"a list of messages as OpenAI, ShareGPT or Gemini write them, with 'role' and 'content', 'from' and 'value' or 'role' and 'parts'";

/** Reads whole conversations from one column, or from the rows themselves. */
export function readMessages(column: string, ledger: Ledger): Reader {
	const known = seeColumns();
	const cell = column === '' ? (row: Row) => row : cellReader(column);
	const place = column === '' ? 'The rows' : `The column '${column}'`;
	const missing = missingTrail(ledger, column, known);
	const errors = openErrorCells(ledger, place);
	const none = ledger.trail(
		'roleOrder',
		(rows, treatment) =>
			`${place}: there is no conversation in ${rows}. ${advice(treatment, `It must be ${forms}.`)}`,
		ledger.treatmentOf('roleOrder') === 'drop' ? 'drop' : 'stop',
	);
	const unsupported = ledger.trail(
		'unsupported',
		(rows, treatment) =>
			`${place}: in ${rows} a message is no text (an image, a call of a tool, a message that is not to be learnt) or by another role than system, user and model, which this node cannot carry over. ${advice(treatment, 'Filter these rows out before this node.')}`,
	);
	const order = ledger.trail(
		'roleOrder',
		(rows, treatment) =>
			`${place}: in ${rows} the roles are out of order. User and model must take turns, the user first and the model's answer last. ${advice(treatment, 'Correct the messages or filter these rows out before this node.', 'Messages of one role that follow each other were joined.')}`,
	);
	const beyondMending =
		order.treatment === 'fix'
			? ledger.trail(
					'roleOrder',
					(rows) =>
						`${place}: in ${rows} the roles are out of order, and joining messages does not help: the user must be first and the model's answer last. Correct the messages or filter these rows out before this node.`,
					'stop',
				)
			: order;
	let rows = 0;

	function inOrder(read: Turns, item: number): Turns | undefined {
		const last = read.better === undefined ? 'model' : 'user';
		if (isInOrder(read.turns, last)) return read;
		const mended = order.treatment === 'fix' ? merged(read.turns) : [];
		if (isInOrder(mended, last)) {
			ledger.note(order, item);
			return { ...read, turns: mended };
		}
		ledger.noteUnusable(beyondMending, item);
		return undefined;
	}

	return {
		read(row, item) {
			if (rows++ === 0) known.see(row);
			const value = cell(row);
			if (value === undefined) {
				known.see(row);
				ledger.noteUnusable(missing, item);
				return undefined;
			}
			if (errors.note(value, item)) return undefined;
			const conversation = conversationOf(value);
			if (!conversation || conversation.messages.length === 0) {
				ledger.noteUnusable(none, item);
				return undefined;
			}
			const turns = turnsOf(conversation);
			if (!turns) {
				ledger.noteUnusable(unsupported, item);
				return undefined;
			}
			const ordered = inOrder(turns, item);
			return ordered && toExample(ordered, item);
		},
		finish: () => undefined,
		subjects: {
			input: "The user's last message",
			output: 'The answer',
			rejected: 'The rejected answer',
			systemInstruction: 'The system instruction',
			earlier: 'An earlier message',
		},
	};
}

function toExample({ turns, instruction, better, worse }: Turns, item: number): Example {
	const texts = turns.map(({ text }) => text);
	const output = better ?? texts.pop() ?? '';
	const input = texts.pop() ?? '';
	const example = exampleOf(item, input, output, worse, instruction);
	if (texts.length > 0) example.earlier = turns.slice(0, texts.length);
	return example;
}
