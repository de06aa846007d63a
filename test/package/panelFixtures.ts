/** Under which circumstances everything on a node's panel makes a difference, at each service. */
import type { IDataObject, NodeParameterValueType } from 'n8n-workflow';
import type { Api } from '../nodes/scene.ts';
import { locator } from '../nodes/scene.ts';
import type { Rows } from './panelRows.ts';
import { rowsFor, stopping } from './panelRows.ts';

type Values = Readonly<Record<string, NodeParameterValueType>>;

export interface Fixture {
	/** Values for fields that need a sensible one, by their names. Names in capitals stand for what is on the table. */
	samples: Values;
	/** `label=value` of what makes the node stop. */
	stops?: readonly string[];
	/** Fields that make a difference only to many items or in trouble; tests of their own show it. */
	quiet?: readonly string[];
	/** What arrives; one item with an example where this is absent. */
	items?: IDataObject[];
	/** What arrives for fields that need rows of their own, by their labels. */
	rowsFor?: Readonly<Record<string, Rows>>;
}

const place = 'projects/emulator-project/locations/us-central1';
const labels = { label: [{ key: 'team', value: 'support' }] };
const schema = '{"type":"object","properties":{"answer":{"type":"string"}}}';

const creation = {
	baseModel: locator('id', 'gemini-1.5-flash-001-tuning'),
	tunedModel: locator('name', 'MODEL'),
	inputColumn: 'text_input',
	outputColumn: 'output',
	displayName: 'Panel',
	description: 'of a panel',
	epochCount: 2,
	learningRateMultiplier: 2,
	createOnlyIfChanged: { condition: { ifMissing: 'create', minimumRows: 1, series: 'Lost' } },
	series: 'Lost',
	trainingPrice: 7,
	name: 'text_input',
};

/** A base model asked like this gives a number, which is no object. */
const unfit: Rows = {
	items: [{ prompt: 'One of: 7, 8' }],
	more: {
		ask: 'baseModel',
		baseModel: locator('id', 'gemini-2.5-flash'),
		options: { jsonSchema: schema },
	},
};

/** The model's price, or its epochs, are not known. */
const withoutCost = ['options › spendingLimit=10'];

const generation = {
	tunedModel: locator('name', 'MODEL'),
	prompt: "={{ $json.prompt ?? '[[block]]' }}",
	text: 'one',
	category: 'HARM_CATEGORY_HARASSMENT',
	threshold: 'OFF',
	stopSequences: ['END'],
};

const pacing = [
	'answerRepeatsOnce',
	'concurrency',
	'maxTries',
	'requestTimeout',
	'requestsPerMinute',
	'tokensPerMinute',
	'totalTimeout',
];

const care = {
	tunedModel: locator('name', 'MODEL'),
	jobName: '={{ $json.job }}',
	updateFields: { description: 'changed' },
	displayName: 'Changed',
	description: 'changed',
};

const watching = {
	displayName: 'Panel',
	tunedModels: { values: [{ tunedModel: locator('name', 'OTHER') }] },
};

const encryptionKey = `${place}/keyRings/ring/cryptoKeys/key`;

export const fixtures: Readonly<Record<string, Readonly<Record<Api, Fixture>>>> = {
	geminiCreateTunedModel: {
		gemini: {
			samples: {
				...creation,
				modelId: 'panel-two',
				readerProjectNumbers: '123456789012',
				batchSize: 2,
				learningRate: 0.01,
				temperature: 0.5,
				topK: 7,
				topP: 0.5,
			},
			stops: [...stopping, ...withoutCost],
			rowsFor,
		},
		vertex: {
			samples: {
				...creation,
				baseModel: locator('id', 'gemini-3.5-flash'),
				bucket: locator('name', 'scene'),
				chosenColumn: 'output',
				rejectedColumn: 'worse',
				trainingUri: 'gs://scene/panel.jsonl',
				checkpointId: '1',
				kmsKeyName: encryptionKey,
				labels,
				serviceAccount: 'tuning@emulator-project.iam.gserviceaccount.com',
				systemInstructionColumn: 'instruction',
				systemInstruction: 'Count.',
				validationColumn: 'held',
				validationSplit: { split: { share: 0.5, seed: '' } },
			},
			// Gemini 3 supports neither.
			stops: [
				'options › adapterSize=32',
				`options › kmsKeyName=${encryptionKey}`,
				...stopping,
				...withoutCost,
			],
			rowsFor,
			items: [
				{ text_input: 'one', output: 'two', worse: 'three', instruction: 'Count.', held: false },
				{ text_input: 'two', output: 'three', worse: 'four', instruction: 'Count.', held: true },
			],
		},
	},
	geminiGenerateContent: {
		gemini: {
			samples: { ...generation, baseModel: locator('id', 'gemini-2.5-flash') },
			stops: ['generate › options › ifBlocked=error'],
			quiet: pacing,
		},
		vertex: {
			samples: {
				...generation,
				baseModel: locator('id', 'gemini-2.5-flash'),
				batchJob: 'BATCH',
				bucket: locator('name', 'scene'),
				checkpointId: '1',
				customId: 'c-1',
				displayName: 'Batch',
				jsonSchema: schema,
				labels,
				systemInstruction: 'Count.',
			},
			stops: [
				'generate › options › ifBlocked=error',
				'generate › options › ifInvalid=error',
				'getBatchResults › ifFailed=error',
			],
			quiet: pacing,
			rowsFor: { 'generate › options › ifInvalid': unfit },
		},
	},
	geminiTunedChatModel: {
		gemini: { samples: { ...generation, baseModel: locator('id', 'gemini-2.5-flash') }, quiet: pacing },
		vertex: {
			samples: { ...generation, baseModel: locator('id', 'gemini-2.5-flash'), checkpointId: '1' },
			quiet: pacing,
		},
	},
	geminiTunedModel: {
		gemini: {
			samples: {
				...care,
				permission: locator('email', 'ada@example.com'),
				emailAddress: 'nathan@example.com',
				filter: 'no such model',
				readerProjectNumbers: '123456789012',
				temperature: 0.5,
				topK: 7,
				topP: 0.5,
			},
		},
		vertex: {
			samples: {
				...care,
				batchJob: 'BATCH',
				bucket: locator('name', 'scene'),
				filter: 'state="JOB_STATE_FAILED"',
				labels,
			},
			// The one that is cancelled has ended, so that it can also be deleted.
			stops: ['batchJob › operation=cancel'],
		},
	},
	geminiWaitForTuningTrigger: { gemini: { samples: watching }, vertex: { samples: watching } },
};
