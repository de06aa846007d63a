import { isEmpty, isRow, pathReader, valueAt } from '../cells/cellReader';
import { openErrorCells } from '../cells/errorCells';
import { isConversation } from '../cells/cellStructure';
import type { Ledger } from '../ledger';
import type { Reading, Row } from '../preparation';
import type { Around, Conversation } from './conversation';
import { conversationIn, conversationOf } from './conversation';
import { readConversation } from './conversationExample';
import type { Reader } from './exampleReader';
import { missingTrail, seeColumns } from './missing';
import { openRemarks } from './remarks';

/**
 * Reads whole conversations from one column, or from the rows themselves. Fields beside the messages, in the same object or in the
 * row, belong to the conversation.
 *
 * @param validationColumn ignored, because `otherColumns.ts` reads it
 */
export function readMessages(
	{ column, preference }: Extract<Reading, { form: 'messages' }>,
	validationColumn: string | undefined,
	ledger: Ledger,
): Reader {
	const known = seeColumns();
	const pathOf = pathReader(column);
	const markPathOf = validationColumn === undefined ? undefined : pathReader(validationColumn);
	const missing = missingTrail(ledger, column, known);
	const errors = openErrorCells(ledger, `The column '${column}'`);
	const remarks = openRemarks(ledger, column === '' ? 'There is' : `The column '${column}' contains`);
	let rows = 0;

	/** The top-level field of the validation column, unless the field contains other values, too. */
	function markIn(row: Row): string | undefined {
		const [key, ...inner] = markPathOf?.(row) ?? [];
		if (key === undefined || inner.length === 0) return key;
		const held = row[key];
		return isRow(held) && Object.keys(held).every((name) => name === inner[0] || isEmpty(held[name]))
			? key
			: undefined;
	}

	function find(row: Row): Conversation | undefined {
		if (column === '') return withMark(conversationOf(row), row, markIn(row));
		const path = pathOf(row);
		const parents = path.slice(0, -1).map((_, depth) => valueAt(row, path.slice(0, depth + 1)));
		const [parent = row, ...outer] = parents.filter(isRow).reverse();
		const conversation = conversationIn(parent, path.at(-1) ?? column);
		if (parent !== row)
			[...outer, row].forEach((object, index) =>
				conversation?.around.push({ object, used: [path[outer.length - index]] }),
			);
		return withMark(conversation, row, markIn(row));
	}

	return {
		read(row, item) {
			if (rows++ === 0) known.see(row);
			const value = column === '' ? row : valueAt(row, pathOf(row));
			if (value === undefined) {
				known.see(row);
				ledger.noteUnusable(missing, item);
				return undefined;
			}
			if (errors.note(value, item)) return undefined;
			remarks.startRow(item);
			const conversation = find(row);
			if (conversation && (conversation.messages.length > 0 || conversation.answers))
				return readConversation(conversation, item, preference, remarks);
			remarks.noConversation(Object.keys(row).find((key) => key !== column && isConversation(row[key])));
			return undefined;
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

function withMark(
	conversation: Conversation | undefined,
	row: Row,
	mark: string | undefined,
): Conversation | undefined {
	if (!conversation || mark === undefined) return conversation;
	const around = conversation.around.map((one): Around =>
		one.object === row ? { ...one, used: [...one.used, mark] } : one,
	);
	return { ...conversation, around };
}
