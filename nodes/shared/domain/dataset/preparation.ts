import type { Action } from './check';
import type { CheckName } from './checkList';
import type { Dataset } from './dataset';
import type { DatasetLimits } from './limits';

/** A row of the user's data: an item's JSON or a record of a file. Never changed. */
export type Row = Readonly<Record<string, unknown>>;

/** The columns of the parts of an example. */
export interface ExampleColumns {
	input: string;
	output: string;
	/** Preference tuning: the rejected answer. */
	rejected?: string;
	/** May be empty in some or all rows. */
	systemInstruction?: string;
}

/** How a row becomes an example. */
export type Reading =
	| { form: 'columns'; columns: ExampleColumns }
	/** Texts with `{column}` for a cell of the row; `{{` and `}}` for braces. */
	| { form: 'templates'; templates: ExampleColumns }
	/**
	 * A column with a whole conversation in the format of OpenAI, ShareGPT or Gemini, or its JSON. The last answer is the output; in
	 * preference tuning, a chosen and a rejected answer follow the last message. An empty name is for the row itself.
	 */
	| { form: 'messages'; column: string; preference: boolean };

/** How the cells of a column become text. `asIs` decides by the kind of each value. */
export type ColumnType = 'asIs' | 'text' | 'number' | 'date' | 'boolean';

export interface ColumnRule {
	type: ColumnType;
	/** Whether an empty text or a missing column means that there is no value. */
	emptyMeansNull: boolean;
}

export interface Split {
	/** Share of the examples in the validation set, 0 to below 1. */
	validationShare: number;
	/** Another seed selects other rows. */
	seed: string;
}

/** How rows become a dataset. */
export interface Recipe {
	reading: Reading;
	/** By column name; a column without a rule is `asIs`. */
	types: ReadonlyMap<string, ColumnRule>;
	/** For rows without one of their own. */
	systemInstruction?: string;
	/** A column that marks the rows of the validation set. It has priority over `split`. */
	validationColumn?: string;
	split?: Split;
	/** Chosen actions. A check without one uses its default. */
	actions: Readonly<Partial<Record<CheckName, Action>>>;
	limits: DatasetLimits;
	/** Names rows in messages, as in `items 1, 4 and 9`. */
	describe: (items: readonly number[]) => string;
	/** Bytes of the examples in the service's format. */
	bytesOf: (data: Dataset) => number;
}
