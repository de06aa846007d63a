import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { defined } from '../shared/domain/defined';
import type { StoredDataset } from '../shared/google/tuning';
import { shownWhere } from '../shared/panel/apis';
import { optionalTextField, propertiesOf, requiredTextField } from '../shared/panel/fields';
import type { ItemContext } from '../shared/runtime/context';
import { checkFields } from './checkFields';

/** Uses `hide`, because a service without Cloud Storage doesn't have the option. */
const fromRows = { hide: { examplesFrom: ['storage'] } };
const fromStorage = { show: { examplesFrom: ['storage'] } };
const fromFile = { show: { examplesFrom: ['file'] } };

type ExampleFormat = 'columns' | 'conversations' | 'templates';

const inFormat = (format: ExampleFormat, supervised = false): IDisplayOptions => ({
	show: { exampleFormat: [format] },
	hide: { ...fromRows.hide, ...(supervised && { method: ['preference'] }) },
});

const inPreference = (format: ExampleFormat): IDisplayOptions => ({
	show: { exampleFormat: [format], method: ['preference'] },
	...fromRows,
});

const examplesFrom: INodeProperties = {
	displayName: 'Examples From',
	name: 'examplesFrom',
	type: 'options',
	noDataExpression: true,
	options: [
		shownWhere(({ storage }) => storage, {
			name: 'Cloud Storage',
			value: 'storage',
			description: 'JSONL files in a bucket, in the format of Vertex AI',
			displayOptions: { show: { '/operation': ['create', 'checkSetUp'] } },
		}),
		{ name: 'File', value: 'file', description: 'The rows of a JSONL, CSV or Excel file in each item' },
		{ name: 'Input Items', value: 'items', description: 'Each item is one row' },
	],
	default: 'items',
};

const trainingUri = requiredTextField({
	displayName: 'Training Data URI',
	name: 'trainingUri',
	default: '',
	placeholder: 'e.g. gs://my-bucket/folder/train.jsonl',
	description: 'Address of the file with the training examples in Cloud Storage',
	displayOptions: fromStorage,
	needs: ({ storage }) => storage,
});

const validationUri = optionalTextField({
	displayName: 'Validation Data URI',
	name: 'validationUri',
	default: '',
	placeholder: 'e.g. gs://my-bucket/folder/validation.jsonl',
	description: 'Address of the file with the validation set. When empty, the job has no validation set.',
	displayOptions: fromStorage,
	needs: ({ storage }) => storage,
});

const binaryField: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	placeholder: 'e.g. data',
	description:
		'Name of the field with the file: JSON Lines or a JSON list of objects, CSV with headings, or an Excel workbook (.xlsx)',
	hint: 'The name of the input field containing the file to be processed',
	displayOptions: fromFile,
};

const sheetField: INodeProperties = {
	displayName: 'Sheet',
	name: 'sheet',
	type: 'string',
	default: '',
	placeholder: 'e.g. Sheet1',
	description:
		'Name of the sheet to read from an Excel workbook. When empty, the node reads the first visible sheet with cells. Other files have no sheets.',
	displayOptions: fromFile,
};

const exampleFormat: INodeProperties = {
	displayName: 'Example Format',
	name: 'exampleFormat',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Columns',
			value: 'columns',
			description: 'One field contains the input and another one the output',
		},
		{
			name: 'Conversations',
			value: 'conversations',
			description:
				'One field or the row is a conversation in the format of OpenAI, ShareGPT or Gemini. Preference tuning needs a chosen and a rejected answer.',
		},
		{ name: 'Templates', value: 'templates', description: 'Texts that combine several fields' },
	],
	default: 'columns',
	displayOptions: fromRows,
};

/** A field for the name of a column. */
const column = (field: Pick<INodeProperties, 'displayName' | 'name' | 'default' | 'description'>) =>
	({ type: 'string', requiresDataPath: 'single', required: true, ...field }) satisfies INodeProperties;

const columns: INodeProperties[] = [
	{
		...column({
			displayName: 'Input Column',
			name: 'inputColumn',
			default: 'input',
			description: 'Name of the field with the input for the model',
		}),
		placeholder: 'e.g. question',
		hint: 'Drag a field from the input panel, or enter its name',
		displayOptions: inFormat('columns'),
	},
	{
		...column({
			displayName: 'Output Column',
			name: 'outputColumn',
			default: 'output',
			description: 'Name of the field with the desired answer',
		}),
		placeholder: 'e.g. answer',
		displayOptions: inFormat('columns', true),
	},
	{
		...column({
			displayName: 'Chosen Column',
			name: 'chosenColumn',
			default: 'chosen',
			description: 'Name of the field with the better of two answers',
		}),
		placeholder: 'e.g. better_answer',
		displayOptions: inPreference('columns'),
	},
	{
		...column({
			displayName: 'Rejected Column',
			name: 'rejectedColumn',
			default: 'rejected',
			description: 'Name of the field with the worse of two answers',
		}),
		placeholder: 'e.g. worse_answer',
		displayOptions: inPreference('columns'),
	},
];

/** A field for a text with columns in braces. */
const template = (displayName: string, name: string, column: string, what: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	typeOptions: { rows: 3 },
	required: true,
	default: `{${column}}`,
	placeholder: 'e.g. Subject: {subject}',
	description: `${what}. The node replaces {column} with the field of that name, and {{ and }} with braces.`,
});

const templates: INodeProperties[] = [
	{
		...template('Input Template', 'inputTemplate', 'input', 'Input for the model'),
		displayOptions: inFormat('templates'),
	},
	{
		...template('Output Template', 'outputTemplate', 'output', 'The desired answer'),
		displayOptions: inFormat('templates', true),
	},
	{
		...template('Chosen Template', 'chosenTemplate', 'chosen', 'The better of two answers'),
		displayOptions: inPreference('templates'),
	},
	{
		...template('Rejected Template', 'rejectedTemplate', 'rejected', 'The worse of two answers'),
		displayOptions: inPreference('templates'),
	},
];

const conversationColumn: INodeProperties = {
	displayName: 'Conversation Column',
	name: 'conversationColumn',
	type: 'string',
	requiresDataPath: 'single',
	default: '',
	placeholder: 'e.g. messages',
	description:
		'Name of the field with the conversation. When empty, the row itself is the conversation, as in JSONL files for other services.',
	displayOptions: inFormat('conversations'),
};

const columnTypes: INodeProperties = {
	displayName: 'Column Types',
	name: 'columnTypes',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add column type',
	default: {},
	description:
		'Types for converting values to text, so that rows from different sources become the same examples. Columns without a type are converted by their values.',
	options: [
		{
			displayName: 'Column',
			name: 'column',
			values: [
				{
					displayName: 'Column',
					name: 'name',
					type: 'string',
					requiresDataPath: 'single',
					default: '',
					placeholder: 'e.g. price',
					description: 'Name of the field',
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					options: [
						{ name: 'Boolean', value: 'boolean', description: 'Becomes true or false' },
						{
							name: 'Date',
							value: 'date',
							description: 'Becomes 2026-01-31, followed by the time if the value has one',
						},
						{ name: 'Number', value: 'number', description: 'Becomes 12.5, without trailing zeros' },
						{ name: 'Text', value: 'text', description: 'Stays as it is' },
					],
					default: 'text',
				},
				{
					displayName: 'Empty Means Null',
					name: 'emptyMeansNull',
					type: 'boolean',
					default: false,
					description: 'Whether an empty text or a missing field is treated like the null of a database',
				},
			],
		},
	],
	displayOptions: { hide: { ...fromRows.hide, exampleFormat: ['conversations'] } },
};

const isForMethod = ({ displayOptions }: INodeProperties) => displayOptions?.show?.['method'] !== undefined;

/** Fields for rows: their source, their format and the checks. */
export const rowFields: INodeProperties[] = [
	examplesFrom,
	binaryField,
	sheetField,
	exampleFormat,
	...[...columns, ...templates].map((field) =>
		isForMethod(field) ? shownWhere(({ tuning }) => tuning.includes('method'), field) : field,
	),
	conversationColumn,
	columnTypes,
	checkFields,
];

/** Fields for a job on examples in Cloud Storage. */
export const storedFields: INodeProperties[] = [
	examplesFrom,
	...propertiesOf({ trainingUri, validationUri }),
];

/** The examples in Cloud Storage; undefined if the examples come from rows. */
export function readStored(ctx: ItemContext, itemIndex: number): StoredDataset | undefined {
	if (ctx.getNodeParameter(examplesFrom.name, itemIndex, 'items') !== 'storage') return undefined;
	return {
		trainingUri: trainingUri.read(ctx, itemIndex).trim(),
		...defined({ validationUri: validationUri.read(ctx, itemIndex) }),
	};
}
