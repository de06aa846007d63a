import { characters, isLonger } from './characters';
import type { Example } from './dataset';

/** Limits of one service for training examples. */
export interface DatasetLimits {
	/** Characters of one input. */
	inputLength: number;
	/** Characters of one output. */
	outputLength: number;
	/** Bytes of all examples as they travel. */
	totalBytes: number;
	/** Whether an example may have turns before its input. */
	conversations: boolean;
	/** Whether an example can carry what the model is told before its input. */
	systemInstructions: boolean;
	/** Absent where no examples can be kept apart. */
	validation?: ValidationLimits;
}

/** Limits of the examples a model is measured by. */
export interface ValidationLimits {
	examples: number;
	/** More than these may be no more than a share of the training examples. */
	freeExamples: number;
	/** 0 to 1. */
	share: number;
}

/** Something in the user's data that must be mended before a job can be created. */
export interface Finding {
	/** What is wrong, with the limit and the way out, in sentences a user can act on. */
	message: string;
	/** The items concerned, counted from 0; empty when it concerns the data as a whole. */
	items: number[];
}

/** The columns examples were read from, named in findings. */
export interface ExampleColumns {
	input: string;
	output: string;
	/** Preference tuning: the worse answer. */
	rejected?: string;
	/** May be empty in some or all rows. */
	systemInstruction?: string;
}

/**
 * All that is wrong with examples, in one pass; an empty answer means they can be sent.
 *
 * @param bytes size of the examples as they travel
 */
export function checkExamples(
	examples: Example[],
	columns: ExampleColumns,
	limits: DatasetLimits,
	bytes: number,
): Finding[] {
	if (examples.length === 0) {
		return [
			{
				message: 'There are no rows to learn from. Connect a node that puts out at least one row.',
				items: [],
			},
		];
	}
	return [
		emptyCells(examples, 'input', columns.input),
		emptyCells(examples, 'output', columns.output),
		emptyCells(examples, 'rejected', columns.rejected),
		sameAnswers(examples, columns),
		longCells(examples, 'input', columns.input, limits.inputLength),
		longCells(examples, 'output', columns.output, limits.outputLength),
		brokenCells(examples, 'input', columns.input),
		brokenCells(examples, 'output', columns.output),
		brokenCells(examples, 'rejected', columns.rejected),
		brokenCells(examples, 'systemInstruction', columns.systemInstruction),
		tooManyBytes(bytes, limits.totalBytes),
	].filter((finding) => finding !== undefined);
}

// Made once: for 100,000 rows, one for each would hold as much memory as the rows.
const visible = /\S/;
const halfCharacter = /\p{Surrogate}/u;

function isBlank(text: string | undefined): boolean {
	return text !== undefined && !visible.test(text);
}

/** Sides that must not be empty. */
type Side = 'input' | 'output' | 'rejected';

function emptyCells(examples: Example[], side: Side, column: string | undefined): Finding | undefined {
	const items = examples.filter((example) => isBlank(example[side])).map(({ item }) => item);
	if (items.length === 0) return undefined;
	return {
		message: `The column '${column}' is empty in ${describeItems(items)}. Fill in the cells or filter these rows out before this node.`,
		items,
	};
}

function sameAnswers(examples: Example[], { output, rejected }: ExampleColumns): Finding | undefined {
	const items = examples
		.filter((example) => example.rejected !== undefined && example.rejected.trim() === example.output.trim())
		.map(({ item }) => item);
	if (items.length === 0) return undefined;
	return {
		message: `The columns '${output}' and '${rejected}' hold the same answer in ${describeItems(items)}, which shows no preference. Filter these rows out before this node.`,
		items,
	};
}

function longCells(
	examples: Example[],
	side: 'input' | 'output',
	column: string,
	limit: number,
): Finding | undefined {
	const tooLong = examples.filter((example) => isLonger(example[side], limit));
	if (tooLong.length === 0) return undefined;
	const items = tooLong.map(({ item }) => item);
	const longest = tooLong.reduce((length, example) => Math.max(length, characters(example[side])), 0);
	return {
		message: `The column '${column}' is too long in ${describeItems(items)}: up to ${number(longest)} characters, and the limit is ${number(limit)}. Shorten the cells or filter these rows out before this node.`,
		items,
	};
}

/** Half an emoji cannot be written in UTF-8: it would be refused, or replaced without a word. */
function brokenCells(
	examples: Example[],
	side: Side | 'systemInstruction',
	column: string | undefined,
): Finding | undefined {
	const items = examples.filter((example) => halfCharacter.test(example[side] ?? '')).map(({ item }) => item);
	if (items.length === 0) return undefined;
	return {
		message: `The column '${column}' holds half a character in ${describeItems(items)}, as texts do that were cut off inside an emoji. Cut them elsewhere or filter these rows out before this node.`,
		items,
	};
}

function tooManyBytes(bytes: number, limit: number): Finding | undefined {
	if (bytes <= limit) return undefined;
	return {
		message: `The examples take ${number(bytes)} bytes together, and the limit is ${number(limit)}. Use fewer rows or shorter texts.`,
		items: [],
	};
}

/** What is wrong with the number of examples that are kept apart. */
export function checkValidationSize(
	trainingCount: number,
	validationCount: number,
	limits: ValidationLimits | undefined,
): Finding[] {
	if (!limits) return [];
	const ofTraining = Math.max(limits.freeExamples, Math.floor(trainingCount * limits.share));
	const limit = Math.min(limits.examples, ofTraining);
	if (validationCount <= limit) return [];
	return [
		{
			message: `There are ${number(validationCount)} validation examples to ${number(trainingCount)} training examples, and the limit is ${number(limit)}. Use fewer rows for validation.`,
			items: [],
		},
	];
}

const namedItems = 5;

/** `item 3`, `items 1, 4 and 9` or `1,203 items (1, 4, 9, 10, 12 and more)`. */
export function describeItems(items: number[]): string {
	if (items.length === 1) return `item ${items[0]}`;
	if (items.length <= namedItems) return `items ${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
	return `${number(items.length)} items (${items.slice(0, namedItems).join(', ')} and more)`;
}

function number(value: number): string {
	return value.toLocaleString('en-US');
}
