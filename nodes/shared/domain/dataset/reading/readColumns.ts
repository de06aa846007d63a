import { defined } from '../../defined';
import type { Column } from '../cells/column';
import { openColumn } from '../cells/column';
import type { Ledger, Trail } from '../ledger';
import type { ExampleColumns, Recipe, Row } from '../preparation';
import type { Reader } from './exampleReader';
import { exampleOf } from './exampleReader';
import { missingEverywhere, missingTrail, seeColumns } from './missing';
import type { Answers, Conversation } from './conversation';
import { conversationOf, messagesOf } from './conversation';
import { readConversation } from './conversationExample';
import { openRemarks } from './remarks';

/** Reads each part of an example from its own column. Cells can also contain messages or lists of messages. */
export function readColumns(columns: ExampleColumns, types: Recipe['types'], ledger: Ledger): Reader {
	const known = seeColumns();
	const open = (name: string): { column: Column; missing: Trail } => ({
		missing: missingTrail(ledger, name, known),
		column: openColumn(name, ledger, types.get(name), true),
	});
	const [input, output] = [open(columns.input), open(columns.output)];
	const rejected = columns.rejected === undefined ? undefined : open(columns.rejected);
	const instruction =
		columns.systemInstruction === undefined
			? undefined
			: openColumn(columns.systemInstruction, ledger, types.get(columns.systemInstruction), true);
	const all = [input.column, output.column, rejected?.column, instruction];
	const remarks = openRemarks(ledger, 'There is');
	let rows = 0;

	const hasMessages = () => all.some((column) => column?.messages() !== undefined);

	/** Builds an example from cells of which at least one contains messages. */
	function ofMessages(item: number, asked: string, answered: string, worse?: string, system?: string) {
		remarks.startRow(item);
		const prompt = input.column.messages();
		const object = prompt === undefined ? undefined : conversationOf(prompt);
		const conversation: Conversation = object?.around.length
			? object
			: { messages: messagesOf(prompt ?? asked, 'user'), around: [] };
		const parts = instruction?.messages();
		if (parts !== undefined) conversation.around.push({ object: { system: parts }, used: [] });
		const value = output.column.messages() ?? answered;
		const lists = { messages: columns.input, ...defined({ instruction: system }) };
		if (!rejected || columns.rejected === undefined)
			return readConversation(conversation, item, false, remarks, {
				...lists,
				completion: { column: columns.output, value },
			});
		const answers: Answers = {
			better: value,
			worse: rejected.column.messages() ?? worse,
			keys: [columns.output, columns.rejected],
		};
		return readConversation({ ...conversation, answers }, item, true, remarks, lists);
	}

	function required({ column, missing }: typeof input, row: Row, item: number): string | undefined {
		const text = column.read(row, item);
		if (text !== undefined) return text;
		known.see(row);
		ledger.noteUnusable(missing, item);
		return undefined;
	}

	return {
		read(row, item) {
			if (rows++ === 0) known.see(row);
			const asked = required(input, row, item);
			const answered = required(output, row, item);
			const worse = rejected && required(rejected, row, item);
			const system = instruction?.read(row, item);
			if (asked === undefined || answered === undefined) return undefined;
			if (rejected && worse === undefined) return undefined;
			if (hasMessages()) return ofMessages(item, asked, answered, worse, system);
			return exampleOf(item, asked, answered, worse, system);
		},
		finish() {
			if (instruction) missingEverywhere(ledger, instruction, known, rows);
			all.forEach((column) => column?.finish());
		},
		subjects: {
			input: `The column '${columns.input}'`,
			output: `The column '${columns.output}'`,
			rejected: `The column '${columns.rejected}'`,
			systemInstruction: `The column '${columns.systemInstruction}'`,
			earlier: 'The conversation',
		},
	};
}
