import type { Dataset } from './dataset';
import type { DatasetLimits } from './limits';

/** What a row is before it is an example: an item's JSON or a record of a file. It is never changed. */
export type Row = Readonly<Record<string, unknown>>;

/** The columns that parts of an example are read from. */
export interface ExampleColumns {
	input: string;
	output: string;
	/** Preference tuning: the worse answer. */
	rejected?: string;
	/** May be empty in some or all rows. */
	systemInstruction?: string;
}

/** Where the parts of an example stand in a row. */
export type Reading =
	| { form: 'columns'; columns: ExampleColumns }
	/** Texts in which `{column}` stands for the row's cell; `{{` and `}}` for braces. */
	| { form: 'templates'; templates: ExampleColumns }
	/**
	 * A column with a whole conversation, as OpenAI, ShareGPT or Gemini write it, or its JSON. The last answer is the output; in
	 * preference tuning, a chosen and a rejected answer follow the last message. An empty name stands for the row itself.
	 */
	| { form: 'messages'; column: string; preference: boolean };

/** How the cells of a column become text. `asIs` turns each value into text by its own kind. */
export type ColumnType = 'asIs' | 'text' | 'number' | 'date' | 'boolean';

export interface ColumnRule {
	type: ColumnType;
	/** Whether an empty text, or a column that the row lacks, means that there is no value. */
	emptyMeansNull: boolean;
}

/** What is looked for. Each is reported once with all rows that have it, cells once for each column. */
export type CheckName =
	| 'brokenEncoding'
	| 'conflictingOutputs'
	| 'dominantOutput'
	| 'duplicate'
	| 'emptyCell'
	| 'errorCell'
	| 'halfCharacter'
	| 'inTrainingAndValidation'
	| 'labelWithoutValidation'
	| 'missingCell'
	| 'mixedColumn'
	| 'nearDuplicate'
	| 'noExamples'
	| 'objectCell'
	| 'personalData'
	| 'roleOrder'
	| 'sameAnswers'
	| 'secret'
	| 'severalInstructions'
	| 'thoughts'
	| 'tooFewExamples'
	| 'tooLong'
	| 'tooManyBytes'
	| 'tooManyValidationExamples'
	| 'unsupported'
	| 'unusedFields'
	| 'whiteSpace'
	| 'wrongType';

/** `stop`: nothing is created. `drop`: the rows are left out. `fix`: the rows are mended. `allow`: it is only told. `off`: not looked for. */
export type Action = 'stop' | 'drop' | 'fix' | 'report' | 'off';

export interface Split {
	/** Share of the examples the model is measured by, 0 to below 1. */
	validationShare: number;
	/** Another seed draws other rows. */
	seed: string;
}

/** How rows become a dataset. */
export interface Recipe {
	reading: Reading;
	/** By column name; a column without a rule is `asIs`. */
	types: ReadonlyMap<string, ColumnRule>;
	/** For rows that bring none of their own. */
	systemInstruction?: string;
	/** A column that says which rows the model is measured by; it goes before `split`. */
	validationColumn?: string;
	split?: Split;
	/** What is done about each finding. */
	actions: Readonly<Record<CheckName, Action>>;
	limits: DatasetLimits;
	/** Names rows in messages, as in `items 1, 4 and 9`. */
	describe: (items: readonly number[]) => string;
	/** Bytes that examples take as they travel. */
	bytesOf: (data: Dataset) => number;
}
