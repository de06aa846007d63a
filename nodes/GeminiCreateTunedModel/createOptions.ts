import type { INodeProperties } from 'n8n-workflow';
import type { Capabilities } from '../shared/google/capabilities';
import { shownWhere } from '../shared/panel/apis';
import { createBucketField } from '../shared/panel/bucketField';
import { labelsField } from '../shared/panel/labelFields';
import { adapterSizes } from './checkSpec';
import type { Operation } from './createOperations';
import { onJobs, onRows, operations } from './createOperations';
import { spendingEntries } from './spendingOptions';

/** What an option needs of the service where that is not a field of its own name in the job. */
const needs: Readonly<Record<string, (supports: Capabilities) => boolean>> = {
	checkpointId: ({ checkpoints }) => checkpoints,
	createOnlyIfChanged: () => true,
	forceNew: () => true,
	spendingLimit: () => true,
	systemInstruction: ({ dataset }) => dataset.systemInstructions,
	systemInstructionColumn: ({ dataset }) => dataset.systemInstructions,
	tokenCount: ({ countTokens }) => countTokens,
	trainingPrice: () => true,
	validationColumn: ({ validationData }) => validationData,
	validationSplit: ({ validationData }) => validationData,
};

/** Options that are about rows; all others are about a job. */
const ofRows: readonly string[] = [
	'systemInstruction',
	'systemInstructionColumn',
	'validationColumn',
	'validationSplit',
];

/** Options that say what a job would take and cost. */
const ofEstimate: readonly string[] = ['batchSize', 'epochCount', 'tokenCount', 'trainingPrice'];

const fromRows = { hide: { '/examplesFrom': ['storage'] } };

const entries: INodeProperties[] = [
	{
		displayName: 'Adapter Size',
		name: 'adapterSize',
		type: 'options',
		options: adapterSizes.map((value) => ({ name: String(value), value })),
		default: 4,
		description: 'How much the tuned model can learn: larger for more and more varied examples',
	},
	{
		displayName: 'Batch Size',
		name: 'batchSize',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 4,
		description: 'How many examples go into one training step',
	},
	{
		displayName: 'Beta',
		name: 'beta',
		type: 'number',
		typeOptions: { minValue: 0.01, maxValue: 0.5, numberPrecision: 2 },
		default: 0.1,
		description: 'How close preference tuning keeps to the model it starts from, from 0.01 to 0.5',
		displayOptions: { show: { '/method': ['preference'] } },
	},
	{
		displayName: 'Checkpoint ID',
		name: 'checkpointId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2',
		description: 'Continue from this checkpoint of the tuned model instead of the finished one',
		displayOptions: { show: { '/tuneFrom': ['tunedModel'] } },
	},
	{ ...createBucketField, displayOptions: fromRows },
	{
		displayName: 'Default Temperature',
		name: 'temperature',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: 1,
		description: 'How random the answers of the tuned model are unless a request says otherwise',
	},
	{
		displayName: 'Default Top K',
		name: 'topK',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 64,
		description:
			'From how many of the likeliest tokens the tuned model picks unless a request says otherwise',
	},
	{
		displayName: 'Default Top P',
		name: 'topP',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: 0.95,
		description: 'From which share of probability the tuned model picks unless a request says otherwise',
	},
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		description: 'What the tuned model is for',
	},
	{
		displayName: 'Encryption Key',
		name: 'kmsKeyName',
		type: 'string',
		default: '',
		placeholder: 'e.g. projects/my-project/locations/us-central1/keyRings/my-ring/cryptoKeys/my-key',
		description:
			'Resource name of a key of Cloud KMS that encrypts what the job makes; Gemini 3 and later take none',
	},
	{
		displayName: 'Epochs',
		name: 'epochCount',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 5,
		description: 'How many times training goes through all examples',
	},
	{
		displayName: 'Force New',
		name: 'forceNew',
		type: 'boolean',
		default: false,
		description:
			'Whether to start a new job although one with the same rows and settings exists. A retry of the same execution still makes only one.',
	},
	labelsField('Words by which Google Cloud sorts jobs and costs'),
	{
		displayName: 'Last Checkpoint Only',
		name: 'exportLastCheckpointOnly',
		type: 'boolean',
		default: true,
		description:
			'Whether to keep and deploy the finished model alone, without the checkpoints made on the way',
	},
	{
		displayName: 'Learning Rate',
		name: 'learningRate',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 6 },
		default: 0.001,
		description: 'How far one training step moves the model. Excludes Learning Rate Multiplier.',
	},
	{
		displayName: 'Learning Rate Multiplier',
		name: 'learningRateMultiplier',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 6 },
		default: 1,
		description: 'Multiplies the learning rate that Google recommends',
	},
	{
		displayName: 'Model ID',
		name: 'modelId',
		type: 'string',
		default: '',
		placeholder: 'e.g. ticket-classifier',
		description:
			'ID of the new tuned model: at most 40 lower-case letters, digits and dashes. Made from the display name, the rows and the settings when empty.',
	},
	{
		displayName: 'Reader Project Numbers',
		name: 'readerProjectNumbers',
		type: 'string',
		default: '',
		placeholder: 'e.g. 123456789012, 210987654321',
		description: 'Numbers of the Google Cloud projects that may use the tuned model, separated by commas',
	},
	{
		displayName: 'Service Account',
		name: 'serviceAccount',
		type: 'string',
		default: '',
		placeholder: 'e.g. tuning@my-project.iam.gserviceaccount.com',
		description: "The service account that the job runs as; Google's own service agent when empty",
	},
	{
		displayName: 'System Instruction',
		name: 'systemInstruction',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. Answer in one sentence.',
		description: 'What the model is told before each input, where a row brings nothing of its own',
		displayOptions: fromRows,
	},
	{
		displayName: 'System Instruction Column',
		name: 'systemInstructionColumn',
		type: 'string',
		requiresDataPath: 'single',
		default: '',
		placeholder: 'e.g. instruction',
		description: 'Name of the field that holds what the model is told before the input',
		displayOptions: { hide: { ...fromRows.hide, '/exampleFormat': ['conversations'] } },
	},
	{
		displayName: 'Validation Column',
		name: 'validationColumn',
		type: 'string',
		requiresDataPath: 'single',
		default: '',
		placeholder: 'e.g. validation',
		description:
			"Name of a field that is true, 1, yes or 'validation' in the rows that the model is measured by and does not learn from",
		displayOptions: fromRows,
	},
	{
		displayName: 'Validation Split',
		name: 'validationSplit',
		type: 'fixedCollection',
		default: {},
		placeholder: 'Add validation split',
		description:
			'Keeps a share of the rows apart, to measure the model by. A row stays on its side in every retraining.',
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
						description: 'Share of the rows that is kept apart, such as 0.1 for a tenth',
					},
					{
						displayName: 'Split Seed',
						name: 'seed',
						type: 'string',
						default: '',
						placeholder: 'e.g. 2',
						description: 'Another text keeps other rows apart',
					},
				],
			},
		],
		displayOptions: fromRows,
	},
];

/** A setting that is not added is not sent: Google chooses it. */
export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [...entries, ...spendingEntries]
		.map((entry) => shownWhere(needs[entry.name] ?? isTold(entry.name), whereUsed(entry)))
		.sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
};

/** Hides what an operation does not read. */
function whereUsed(entry: INodeProperties): INodeProperties {
	const users = usersOf(entry.name);
	const others = operations.filter((operation) => !users.includes(operation));
	const { displayOptions } = entry;
	return {
		...entry,
		displayOptions: { ...displayOptions, hide: { ...displayOptions?.hide, '/operation': others } },
	};
}

function usersOf(name: string): Operation[] {
	if (ofRows.includes(name)) return onRows;
	return ofEstimate.includes(name) ? [...onJobs, 'checkDataset'] : onJobs;
}

function isTold(name: string): (supports: Capabilities) => boolean {
	return ({ tuning }) => tuning.some((field) => field === name);
}
