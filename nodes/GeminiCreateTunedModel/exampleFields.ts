import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { shownWhere } from '../shared/panel/apis';
import { checkFields } from './checkFields';
import { onJobs, onRows } from './createOperations';

/** By what hides it, since a field that a service does not have must not take others with it. */
export const fromRows = { hide: { examplesFrom: ['storage'] } };
const fromStorage = { show: { operation: onJobs, examplesFrom: ['storage'] } };

type ExampleFormat = 'columns' | 'conversations' | 'templates';

const inFormat = (format: ExampleFormat, supervised = false): IDisplayOptions => ({
	show: { operation: onRows, exampleFormat: [format] },
	hide: { ...fromRows.hide, ...(supervised && { method: ['preference'] }) },
});

const inPreference = (format: ExampleFormat): IDisplayOptions => ({
	show: { operation: onRows, exampleFormat: [format], method: ['preference'] },
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
			description: 'JSONL files that lie in a bucket already, in the form that Vertex AI takes',
			displayOptions: { show: { '/operation': onJobs } },
		}),
		{ name: 'File', value: 'file', description: 'A JSONL, CSV or Excel file that arrives with each item' },
		{ name: 'Input Items', value: 'items', description: 'Each item that arrives is one example' },
	],
	default: 'items',
};

const storageFields: INodeProperties[] = [
	{
		displayName: 'Training Data URI',
		name: 'trainingUri',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. gs://my-bucket/folder/train.jsonl',
		description: 'Address of the file of examples in Cloud Storage',
		displayOptions: fromStorage,
	},
	{
		displayName: 'Validation Data URI',
		name: 'validationUri',
		type: 'string',
		default: '',
		placeholder: 'e.g. gs://my-bucket/folder/validation.jsonl',
		description: 'Address of a file of examples that the model is measured by and does not learn from',
		displayOptions: fromStorage,
	},
];

const binaryField: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	placeholder: 'e.g. data',
	description:
		'Name of the field that holds the file: JSON Lines or a JSON list of objects, CSV with headings, or an Excel workbook (.xlsx)',
	hint: 'The name of the input field containing the file to be processed',
	displayOptions: { show: { operation: onRows, examplesFrom: ['file'] } },
};

const sheetField: INodeProperties = {
	displayName: 'Sheet',
	name: 'sheet',
	type: 'string',
	default: '',
	placeholder: 'e.g. Sheet1',
	description:
		'Name of the sheet to read from an Excel workbook. When empty, the node reads the first visible sheet with cells. Other files have no sheets.',
	displayOptions: { show: { operation: onRows, examplesFrom: ['file'] } },
};

const exampleFormat: INodeProperties = {
	displayName: 'Example Format',
	name: 'exampleFormat',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Columns', value: 'columns', description: 'One field holds the input and one the output' },
		{
			name: 'Conversations',
			value: 'conversations',
			description:
				'One field or the row holds a whole conversation as OpenAI, ShareGPT or Gemini write it, in preference tuning with a chosen and a rejected answer',
		},
		{ name: 'Templates', value: 'templates', description: 'Texts that several fields are put into' },
	],
	default: 'columns',
	displayOptions: { show: { operation: onRows }, ...fromRows },
};

/** A field that takes the name of a column. */
const column = (field: Pick<INodeProperties, 'displayName' | 'name' | 'default' | 'description'>) =>
	({ type: 'string', requiresDataPath: 'single', required: true, ...field }) satisfies INodeProperties;

const columns: INodeProperties[] = [
	{
		...column({
			displayName: 'Input Column',
			name: 'inputColumn',
			default: 'input',
			description: 'Name of the field that holds what the model will be asked',
		}),
		placeholder: 'e.g. question',
		hint: 'Drag a field here from the input panel, or type its name',
		displayOptions: inFormat('columns'),
	},
	{
		...column({
			displayName: 'Output Column',
			name: 'outputColumn',
			default: 'output',
			description: 'Name of the field that holds what the model should answer',
		}),
		placeholder: 'e.g. answer',
		displayOptions: inFormat('columns', true),
	},
	{
		...column({
			displayName: 'Chosen Column',
			name: 'chosenColumn',
			default: 'chosen',
			description: 'Name of the field that holds the better of two answers',
		}),
		placeholder: 'e.g. better_answer',
		displayOptions: inPreference('columns'),
	},
	{
		...column({
			displayName: 'Rejected Column',
			name: 'rejectedColumn',
			default: 'rejected',
			description: 'Name of the field that holds the worse of two answers',
		}),
		placeholder: 'e.g. worse_answer',
		displayOptions: inPreference('columns'),
	},
];

/** A field that takes a text with columns in braces. */
const template = (displayName: string, name: string, column: string, what: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	typeOptions: { rows: 3 },
	required: true,
	default: `{${column}}`,
	placeholder: 'e.g. Subject: {subject}',
	description: `${what}. {column} stands for the field of that name, {{ and }} for braces.`,
});

const templates: INodeProperties[] = [
	{
		...template('Input Template', 'inputTemplate', 'input', 'What the model will be asked'),
		displayOptions: inFormat('templates'),
	},
	{
		...template('Output Template', 'outputTemplate', 'output', 'What the model should answer'),
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
		'Name of the field that holds the conversation. When empty, the row itself is one, as in the JSONL files that other services take.',
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
		'How the values of columns become texts, so that the same rows give the same examples wherever they come from',
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
						{ name: 'Boolean', value: 'boolean', description: 'As true or false' },
						{ name: 'Date', value: 'date', description: 'As 2026-01-31, with the time where there is one' },
						{ name: 'Number', value: 'number', description: 'As 12.5, without zeros at the end' },
						{ name: 'Text', value: 'text', description: 'As it is' },
					],
					default: 'text',
				},
				{
					displayName: 'Empty Means Null',
					name: 'emptyMeansNull',
					type: 'boolean',
					default: false,
					description:
						'Whether an empty text, or a field that a row lacks, means that there is no value, as databases tell it',
				},
			],
		},
	],
	displayOptions: {
		show: { operation: onRows },
		hide: { ...fromRows.hide, exampleFormat: ['conversations'] },
	},
};

const methodical = ({ displayOptions }: INodeProperties) => displayOptions?.show?.['method'] !== undefined;

/** Where the examples come from, how they stand there, and what is looked for in them. */
export const exampleFields: INodeProperties[] = [
	examplesFrom,
	binaryField,
	sheetField,
	exampleFormat,
	...[...columns, ...templates].map((field) =>
		methodical(field) ? shownWhere(({ tuning }) => tuning.includes('method'), field) : field,
	),
	conversationColumn,
	...storageFields.map((field) => shownWhere(({ storage }) => storage, field)),
	columnTypes,
	checkFields,
];
