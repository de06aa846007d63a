import type { INodeProperties } from 'n8n-workflow';
import { shownWhere } from '../shared/panel/apis';

const fromRows = { hide: { '/examplesFrom': ['storage'] } };

const instructions: INodeProperties[] = [
	{
		displayName: 'System Instruction',
		name: 'systemInstruction',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. Answer in one sentence.',
		description:
			"Instruction for the model before each input. A row's own instruction takes precedence. When empty, the other rows have none.",
		displayOptions: fromRows,
	},
	{
		displayName: 'System Instruction Column',
		name: 'systemInstructionColumn',
		type: 'string',
		requiresDataPath: 'single',
		default: '',
		placeholder: 'e.g. instruction',
		description: "Name of the field with the row's own system instruction",
		displayOptions: { hide: { ...fromRows.hide, '/exampleFormat': ['conversations'] } },
	},
];

const validation: INodeProperties[] = [
	{
		displayName: 'Validation Column',
		name: 'validationColumn',
		type: 'string',
		requiresDataPath: 'single',
		default: '',
		placeholder: 'e.g. validation',
		description:
			"Name of the field that is true, 1, yes or 'validation' in the rows of the validation set. The model isn't trained on them.",
		displayOptions: fromRows,
	},
	{
		displayName: 'Validation Split',
		name: 'validationSplit',
		type: 'fixedCollection',
		default: {},
		placeholder: 'Add validation split',
		description:
			'Moves a share of the rows to the validation set. A row stays in its set in every retraining.',
		options: [
			{
				displayName: 'Split',
				name: 'split',
				values: [
					{
						displayName: 'Validation Share',
						name: 'share',
						type: 'number',
						typeOptions: { minValue: 0, maxValue: 0.9, numberPrecision: 3 },
						default: 0.1,
						description: 'Share of the rows for the validation set, e.g. 0.1 for a tenth',
					},
					{
						displayName: 'Split Seed',
						name: 'seed',
						type: 'string',
						default: '',
						placeholder: 'e.g. 2',
						description: 'Another text selects other rows for the validation set',
					},
				],
			},
		],
		displayOptions: fromRows,
	},
];

/** Entries of 'Options' for the dataset. */
export const datasetOptions: INodeProperties[] = [
	...instructions.map((entry) => shownWhere(({ dataset }) => dataset.systemInstructions, entry)),
	...validation.map((entry) => shownWhere(({ validationData }) => validationData, entry)),
];
