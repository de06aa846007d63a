import type { Action, Check } from '../check';
import { advice } from '../check';
import type { CheckName } from '../checkList';
import type { Ledger, Trail } from '../ledger';

export const roleOrder: Check = {
	title: 'Role Order',
	description: "Conversations in which user and model don't alternate",
	actions: ['stop', 'drop', 'fix'],
	default: 'stop',
};

export const unsupported: Check = {
	title: 'Unsupported Parts',
	description: "Parts of rows that training examples can't include, such as images and tool calls",
	actions: ['stop', 'drop'],
	default: 'stop',
};

export const severalInstructions: Check = {
	title: 'Several System Instructions',
	description: 'Conversations with more than one system instruction, which are joined',
	actions: ['stop', 'drop', 'report', 'off'],
	default: 'report',
	needs: ({ systemInstructions }) => systemInstructions,
};

export const unusedFields: Check = {
	title: 'Unused Fields',
	description: "Fields in and beside the messages of a conversation that aren't used, such as an ID",
	actions: ['stop', 'drop', 'report', 'off'],
	default: 'report',
};

/** Notes the current row for one finding, with the name of the field, part or role. */
type Note = (name?: string) => void;

/** Findings about conversations, and the place in the row that they name. */
export interface Remarks {
	/** Starts a row. Sets `faults` to 0. */
	startRow: (item: number) => void;
	/** Starts a message, counted from 1. @param list the column or field of the message, if a row has several lists */
	startMessage: (number: number, list?: string) => void;
	startInstruction: () => void;
	/** Number of reasons why the current row is unusable. */
	faults: () => number;

	unusedBeside: Note;
	unusedOfMessage: Note;
	unusedOfPart: Note;
	unsupportedBeside: Note;
	unsupportedOfMessage: Note;
	unsupportedPart: Note;
	weight: Note;
	role: Note;
	noRole: Note;
	noMessage: Note;
	thought: Note;
	emptyMessage: Note;
	severalInstructions: Note;
	noConversation: Note;
	/** Chosen and rejected answers in supervised tuning. */
	preference: Note;
	noAnswers: Note;
	/** Answers that aren't one message each after the same prompt. */
	answers: Note;
	order: Readonly<Record<OrderFault, Note>>;
	/** Whether `order.repeated` and `order.late` are fixed instead of stopping. */
	fixesOrder: boolean;
}

/** Reasons why turns can't be an example. */
export type OrderFault = 'none' | 'first' | 'last' | 'repeated' | 'late';

interface Words {
	check: CheckName;
	/** @param names quoted names, in the order in which they were found @param rows with the first message */
	message: (names: string, rows: string) => string;
	todo?: string;
	/** For the action `fix`. */
	fixed?: string;
	/** Whether the row can't become an example. */
	isFault?: boolean;
	action?: Action;
}

const filter = 'Filter these rows out before this node.';
const correct = 'Correct the messages or filter these rows out before this node.';

/** Limits for names that a finding lists and for names that it counts. */
const [mostNamed, mostCounted] = [100, 10_000];

/** @param place of the conversations in findings: `The column 'chat' contains` */
export function openRemarks(ledger: Ledger, place: string): Remarks {
	let item = 0;
	let messageNumber = 0;
	let list = '';
	let faults = 0;

	const spot = () => {
		if (messageNumber === 0) return '';
		if (messageNumber < 0) return 'the system instruction of ';
		return list === '' ? `message ${messageNumber} of ` : `message ${messageNumber} of '${list}' in `;
	};

	function open({ check, message, todo = filter, fixed = '', isFault = false, action }: Words): Note {
		if ((action ?? ledger.actionOf(check)) === 'off') return () => undefined;
		const names = new Set<string>();
		let first = '';
		const trail: Trail = ledger.trail(
			check,
			(rows, done) => `${message(listOf(names), placesOf(trail, rows, first))}. ${advice(done, todo, fixed)}`,
			action,
		);
		return (name) => {
			if (trail.items.length === 0) first = spot();
			if (name !== undefined && names.size < mostCounted) names.add(name);
			if (isFault) {
				faults++;
				ledger.noteUnusable(trail, item);
			} else {
				ledger.note(trail, item);
			}
		};
	}

	function placesOf({ items }: Trail, rows: string, first: string): string {
		if (first === '') return rows;
		return items.length === 1
			? first + rows
			: `${rows}, first in ${first}${ledger.describe(items.slice(0, 1))}`;
	}

	const fixesOrder = ledger.actionOf('roleOrder') === 'fix';
	const unfixed = fixesOrder ? 'stop' : ledger.actionOf('roleOrder');
	const order = (message: Words['message'], fixed?: string) =>
		open({
			check: 'roleOrder',
			message,
			todo: correct,
			...(fixed === undefined ? { action: unfixed, isFault: true } : { fixed, isFault: !fixesOrder }),
		});
	const unused = (of: string) =>
		open({
			check: 'unusedFields',
			message: (names, rows) => `Fields ${of} aren't used: ${names} in ${rows}`,
			todo: "Nothing is wrong if the examples don't need them.",
		});
	const unsupported = (message: Words['message'], todo = filter) =>
		open({ check: 'unsupported', message, todo, isFault: true });

	return {
		startRow(of) {
			item = of;
			messageNumber = 0;
			faults = 0;
		},
		startMessage(number, of = '') {
			messageNumber = number;
			list = of;
		},
		startInstruction: () => (messageNumber = -1),
		faults: () => faults,

		noConversation: open({
			check: 'roleOrder',
			message: (names, rows) =>
				`${place} no conversation in ${rows}${names === '' ? '' : `, but there is one in the field ${names}`}`,
			todo: "It must be a list of messages with 'role' and 'content', 'from' and 'value' or 'role' and 'parts', or an object with such a list as 'messages', 'conversations' or 'contents'.",
			isFault: true,
			action: unfixed,
		}),
		order: {
			none: order((_, rows) => `There is no message by the user or the model in ${rows}`),
			first: order((_, rows) => `The first message must be by the user, but it is by the model: ${rows}`),
			last: order((names, rows) => `The last message must have the role ${names}, but it doesn't: ${rows}`),
			repeated: order(
				(_, rows) => `Messages of the same role follow each other: ${rows}`,
				'These messages are joined.',
			),
			late: order(
				(_, rows) => `A system message comes after the conversation has started: ${rows}`,
				'It is part of the system instruction now, before the conversation.',
			),
		},
		fixesOrder,
		preference: unsupported(
			(names, rows) => `Rows for preference tuning can't be used for supervised tuning: ${names} in ${rows}`,
			"Set 'Method' to 'Preference', or 'Conversation Column' to the field of the messages to learn.",
		),
		noAnswers: unsupported(
			(_, rows) => `There is no pair of a chosen and a rejected answer in ${rows}`,
			"The answers must be 'chosen' and 'rejected', 'preferred_output' and 'non_preferred_output', or two 'completions' with different scores.",
		),
		answers: unsupported(
			(names, rows) =>
				`The answers ${names} must each be one message by the model after the same prompt, but aren't in ${rows}`,
			'Correct the rows or filter them out before this node.',
		),
		unsupportedBeside: unsupported(
			(names, rows) =>
				`Fields beside the messages aren't supported in training examples: ${names} in ${rows}`,
			"Filter these rows out before this node, or remove the fields if the examples don't need them.",
		),
		unsupportedOfMessage: unsupported(
			(names, rows) => `Fields of messages aren't supported in training examples: ${names} in ${rows}`,
		),
		unsupportedPart: unsupported(
			(names, rows) => `Only text is supported in training examples, but there is ${names} in ${rows}`,
		),
		weight: unsupported(
			(names, rows) => `Answers can't be weighted or excluded from training: ${names} in ${rows}`,
			'Filter these rows out before this node, or remove the field to learn every answer.',
		),
		role: unsupported(
			(names, rows) => `Messages with the role ${names} aren't supported in training examples: ${rows}`,
		),
		noRole: unsupported((_, rows) => `A message has no role such as user or assistant: ${rows}`, correct),
		noMessage: unsupported((_, rows) => `An entry in the list of messages isn't an object: ${rows}`, correct),
		emptyMessage: open({
			check: 'emptyCell',
			message: (_, rows) => `A message is empty: ${rows}`,
			todo: 'Fill in the messages or filter these rows out before this node.',
			isFault: true,
		}),
		thought: open({
			check: 'thoughts',
			message: (names, rows) => `Thoughts aren't trained: ${names} in ${rows}`,
			todo: "Set this check to 'Fix' to use the messages without them.",
			fixed: 'The messages are used without them.',
		}),
		severalInstructions: open({
			check: 'severalInstructions',
			message: (_, rows) => `There is more than one system instruction in ${rows}`,
			todo: 'They are joined in order, separated by a blank line.',
		}),
		unusedBeside: unused('beside the messages'),
		unusedOfMessage: unused('of messages'),
		unusedOfPart: unused('of message parts'),
	};
}

function listOf(names: ReadonlySet<string>): string {
	const quoted = [...names].slice(0, mostNamed).map((name) => `'${name}'`);
	const more = names.size - quoted.length;
	if (more > 0) return `${quoted.join(', ')} and ${more} more`;
	return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
