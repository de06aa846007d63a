import type { Dataset, Example } from './dataset';
import type { Hashes } from './hashes';
import type { DatasetLimits } from './limits';
import type { Recipe } from './preparation';
import type { Side } from './reading/exampleReader';

/**
 * What happens to rows that a check finds. `stop`: nothing is created. `drop`: the dataset doesn't include them. `fix`: their texts
 * are changed. `report`: they are used as they are. `off`: the check doesn't run.
 */
export type Action = 'stop' | 'drop' | 'fix' | 'report' | 'off';

/** Describes a finding: the problem and what to do about it. @param rows such as `items 1, 4 and 9` */
export type Message = (rows: string, action: Action) => string;

/**
 * A check of the dataset. `checkList.ts` lists all of them. The functions of a record are called by `prepareDataset`. Checks without
 * a function are part of reading files and rows.
 */
export interface Check {
	/** The name in the panel and in reports, in Title Case. */
	title: string;
	/** What the check finds, as the panel describes it. */
	description: string;
	/** Possible actions. Rows that Google would reject can be neither reported nor skipped. */
	actions: readonly Action[];
	/** One of `actions`. */
	default: Action;
	/** Where the check can find something: only in files, or only in preference tuning. Everywhere by default. */
	where?: 'files' | 'preference';
	/** Whether the check applies to a service with these limits. Every service by default. */
	needs?: (limits: DatasetLimits) => boolean;
	/** For checks that only describe the rows. All others find damaged, guessed, private or missing texts, and *Create* repeats them in `warnings`. */
	isDescriptive?: true;
	/** For checks that find private texts. Reports don't repeat these rows. */
	isPrivate?: true;
	/** Checks each text of an example, alone. A function is called once per dataset and side. */
	texts?: readonly TextCheck[] | ((side: Side, limits: DatasetLimits) => readonly TextCheck[]);
	/** Checks each example, after its texts are fixed. Called once per dataset. */
	example?: (recipe: Recipe) => ExampleCheck;
	/** Compares all examples with each other. */
	whole?: (data: WholeData) => WholeFinding | undefined;
	/** Checks the finished dataset. */
	result?: (result: Result) => ResultFinding | undefined;
}

/** The order in which texts are checked. Each step sees the texts as the steps before have fixed them. */
export const textSteps = ['trim', 'decode', 'content', 'length'] as const;

/** What a check looks for in each text. */
export interface TextCheck {
	step: (typeof textSteps)[number];
	/** All by default. */
	sides?: readonly Side[];
	/** Bits of `traits`. Texts without all of them are skipped. */
	traits?: number;
	finds: (text: string) => boolean;
	/** Returns the text without the problem. Without this function, the action `fix` only reports. */
	fix?: (text: string) => string;
	/** @param subject name of the text: `The column 'question'` */
	message: (subject: string, ...finding: Parameters<Message>) => string;
}

/** What a check looks for in each example. */
interface ExampleCheck {
	finds: (example: Example) => boolean;
	message: Message;
}

/** All examples, by index. */
export interface WholeData {
	examples: readonly Example[];
	hashes: Hashes;
	/** For each example, the index of the first one with the same prompt. Computed once. */
	firstPrompts: () => Int32Array;
	/** Whether an example is the same as an earlier one. */
	isRepeated: (index: number) => boolean;
	/** Whether an earlier check dropped an example. */
	isDropped: (index: number) => boolean;
	/** Whether an example is in the validation set. */
	isValidation: (index: number) => boolean;
	/** Names rows in messages. */
	describe: Recipe['describe'];
}

/** The examples that a check found. */
interface WholeFinding {
	/** Dropped examples are skipped. */
	isFound: (index: number) => boolean;
	message: Message;
}

/** The finished dataset. */
export interface Result {
	data: Dataset;
	recipe: Recipe;
	/** Whether the recipe splits off a validation set. */
	isSplit: boolean;
	/** Whether another finding stops already. */
	isStopped: () => boolean;
}

/** What a check found in the finished dataset. */
export interface ResultFinding {
	message: string;
	/** The rows, counted from 0. None if the finding concerns the dataset as a whole. */
	items?: number[];
}

/**
 * The last sentence of a message.
 *
 * @param todo what users can do
 * @param fixed what the node did, for the action `fix`
 */
export function advice(action: Action, todo: string, fixed = ''): string {
	if (action === 'drop') return 'They are dropped.';
	return action === 'fix' ? fixed : todo;
}
