/** Every operation of every node at both services, with what a success has to look like. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { BatchJob } from '../../nodes/shared/domain/batch.ts';
import { tutorialRows } from '../fixtures/tutorial.ts';
import type { Api } from '../nodes/scene.ts';
import { anHour, locator } from '../nodes/scene.ts';
import { batchesOf, key, questions, spec } from '../nodes/shared/google/vertex/batch/scene.ts';
import { vertexBackendAt } from '../vertexClient.ts';
import { geminiBackendAt } from '../fetchClient.ts';
import { changed } from './jsonChanges.ts';
import type { Manner, Outcome, Stage } from './stage.ts';
import type { Check } from './successes.ts';
import * as success from './successes.ts';

/** What a scenario finds at the service before it begins: names by role. */
export type Props = Record<string, string>;

export interface Scenario {
	name: string;
	api: Api;
	/** Whether a run leaves the service as it was. */
	isReadOnly: boolean;
	/** Whether it takes turns of a limiter, and of which model. */
	limited?: { model: (props: Props) => INodeParameters } | undefined;
	prepare: (stage: Stage) => Promise<Props>;
	run: (stage: Stage, manner: Manner, props: Props) => Promise<Outcome>;
	/** Each item that succeeded. */
	check: Check;
	/** How many items a success has; any number when absent. */
	items?: number | undefined;
	/** How many items a success has at least. */
	least?: number;
	/** Whether it creates a job, which has to be in the service afterwards and alone there. */
	creates?: 'tunedModels' | 'tuningJobs' | 'batchJobs' | undefined;
}

const rows: IDataObject[] = tutorialRows.slice(0, 4).map((row) => ({ ...row }));
const baseModels: Record<Api, string> = { gemini: 'gemini-1.5-flash-001-tuning', vertex: 'gemini-3.5-flash' };
const epochs = { epochCount: 1 };
const ada = 'ada@example.com';
const nothing = async () => await Promise.resolve<Props>({});

async function trained(stage: Stage): Promise<Props> {
	return { model: await stage.trained('Number Predictor', epochs) };
}

async function running(stage: Stage): Promise<Props> {
	const { name } = await stage.train('Number Predictor', { epochCount: 3 });
	return { job: name ?? '' };
}

const sharingOf = (stage: Stage) => {
	const { sharing } = geminiBackendAt(stage.emulator);
	if (!sharing) throw new Error('The service shares nothing');
	return sharing;
};

async function shared(stage: Stage): Promise<Props> {
	const { model = '' } = await trained(stage);
	const grantee = { granteeType: 'USER' as const, emailAddress: ada };
	const { name } = await sharingOf(stage).add(model, grantee, 'READER');
	return { model, permission: name };
}

async function batchJob(stage: Stage, isFinished = true): Promise<Props> {
	const batches = batchesOf(vertexBackendAt(stage.emulator));
	const { job }: { job: BatchJob } = await batches.create(spec, questions(3), key);
	stage.emulator.clock.advance(isFinished ? anHour : 1);
	return { job: job.name };
}

const named = (model = '') => ({ tunedModel: locator('name', model) });

/** An operation of Gemini Tuned Model. */
function managing(
	api: Api,
	resource: string,
	operation: string,
	parametersOf: (props: Props) => INodeParameters,
	more: Pick<Scenario, 'prepare' | 'check'> & Partial<Scenario>,
): Scenario {
	return {
		name: `${resource} ${operation}`,
		api,
		isReadOnly: operation.startsWith('get'),
		run: async (stage, manner, props) =>
			await stage.run(manner, 'geminiTunedModel', { resource, operation, ...parametersOf(props) }),
		...more,
	};
}

function onBoth(scenarioAt: (api: Api) => Scenario): Scenario[] {
	return [scenarioAt('gemini'), scenarioAt('vertex')];
}

function creating(
	api: Api,
	name: string,
	parameters: INodeParameters,
	more: Partial<Scenario> = {},
): Scenario {
	const options = { ...epochs, ...(api === 'vertex' && { createBucket: true }) };
	return {
		name,
		api,
		isReadOnly: false,
		prepare: nothing,
		run: async (stage, manner) =>
			await stage.run(
				manner,
				'geminiCreateTunedModel',
				{
					tuneFrom: 'baseModel',
					baseModel: locator('id', baseModels[api]),
					displayName: 'Number Predictor',
					inputColumn: 'text_input',
					outputColumn: 'output',
					options,
					...parameters,
				},
				rows,
			),
		check: success.job,
		creates: api === 'gemini' ? 'tunedModels' : 'tuningJobs',
		items: 1,
		...more,
	};
}

const prompts: IDataObject[] = ['eighty', 'one', 'two'].map((prompt) => ({ prompt }));
const asked = {
	tuned: ({ model }: Props): INodeParameters => ({ ask: 'tunedModel', ...named(model) }),
	base: (): INodeParameters => ({ ask: 'baseModel', baseModel: locator('id', 'gemini-2.5-flash') }),
};

function asking(
	api: Api,
	name: string,
	model: (props: Props) => INodeParameters,
	parameters: INodeParameters,
	more: Partial<Scenario> = {},
): Scenario {
	return {
		name,
		api,
		isReadOnly: true,
		limited: { model },
		prepare: trained,
		run: async (stage, manner, props) =>
			await stage.run(
				manner,
				'geminiGenerateContent',
				{ prompt: '={{ $json.prompt }}', ...model(props), ...parameters },
				prompts,
			),
		check: success.response,
		items: 3,
		...more,
	};
}

function chatting(api: Api, how: 'invoke' | 'stream'): Scenario {
	return {
		name: `chat model ${how}`,
		api,
		isReadOnly: true,
		limited: { model: asked.tuned },
		prepare: trained,
		run: async (stage, manner, props) =>
			await stage.chat(manner, asked.tuned(props), [{ role: 'user', content: 'eighty' }], how),
		check: success.chat,
		items: 1,
	};
}

/**
 * A poll that finds a finished job, between others that meet no fault: none loses the job.
 *
 * @param isDamaged whether what the workflow stores is damaged as well
 */
function polling(api: Api, resource: 'tuningJob' | 'batchJob', isDamaged: boolean): Scenario {
	return {
		name: `trigger ${resource}${isDamaged ? ' with a damaged memory' : ''}`,
		api,
		isReadOnly: false,
		prepare: nothing,
		async run(stage, manner) {
			let staticData: IDataObject = {};
			const parameters = { resource, triggerOn: ['succeeded'] };
			const poll = async () => await stage.poll(manner, parameters, staticData);
			const planned = stage.gateway.suspend();
			await poll();
			await (resource === 'batchJob' ? batchJob(stage) : trained(stage));
			if (isDamaged) staticData = damaged(staticData, manner.damage);
			planned.resume();
			const faulty = await poll();
			stage.gateway.suspend();
			const clean = [await poll(), await poll()];
			const items = [faulty, ...clean].flatMap((outcome) => outcome.items);
			const error = clean.find((outcome) => outcome.error !== undefined)?.error;
			return { items, failures: [], error, passing: [faulty.error] };
		},
		check: success.event,
		least: 1,
	};
}

/** Of the memory and its short copy, one is damaged, as n8n then reads it from its database. */
function damaged(stored: IDataObject, changes: Manner['damage']): IDataObject {
	const saved: Record<string, Record<string, unknown>> = JSON.parse(JSON.stringify(stored));
	return Object.fromEntries(
		Object.entries(saved).map(([node, memories]) => {
			const names = Object.keys(memories);
			const chosen = names[Math.floor((changes[0]?.at ?? 0) * names.length)] ?? '';
			return [node, { ...memories, [chosen]: changed(memories[chosen], changes) }];
		}),
	);
}

function searching(
	api: Api,
	method: string,
	prepare: Scenario['prepare'],
	node = 'geminiCreateTunedModel',
): Scenario {
	return {
		name: method,
		api,
		isReadOnly: true,
		prepare,
		run: async (stage, manner, { model }) => await stage.search(manner, node, named(model), method),
		check: success.found,
	};
}

const batchCreation: INodeParameters = {
	operation: 'createBatchJob',
	ask: 'baseModel',
	baseModel: locator('id', 'gemini-3.5-flash'),
	prompt: '={{ $json.prompt }}',
	displayName: 'Questions',
	bucket: locator('name', 'batches'),
	options: { createBucket: true },
};

const everything = { returnAll: true };
const jobIn = ({ job = '' }: Props) => ({ batchJob: job });

export const scenarios: readonly Scenario[] = [
	...onBoth((api) => creating(api, 'create', {})),
	...onBoth((api) => creating(api, 'create and wait', { waitForCompletion: true, timeout: 120 })),
	...onBoth((api) =>
		creating(
			api,
			'check setup',
			{ operation: 'checkSetUp' },
			{ check: success.preflight, isReadOnly: true, creates: undefined, items: undefined },
		),
	),
	...onBoth((api) =>
		managing(api, 'tunedModel', 'get', ({ model }) => named(model), {
			prepare: trained,
			check: success.job,
			items: 1,
		}),
	),
	...onBoth((api) =>
		managing(api, 'tunedModel', 'getAll', () => everything, { prepare: trained, check: success.job }),
	),
	...onBoth((api) =>
		managing(api, 'tunedModel', 'getProgress', ({ job = '' }) => ({ jobName: job }), {
			prepare: running,
			check: success.progress,
			items: 1,
		}),
	),
	...onBoth((api) =>
		managing(
			api,
			'tunedModel',
			'update',
			({ model }) => ({ ...named(model), updateFields: { description: 'new' } }),
			{
				prepare: trained,
				check: success.job,
				items: 1,
			},
		),
	),
	...onBoth((api) =>
		managing(api, 'tunedModel', 'delete', ({ model }) => named(model), {
			prepare: trained,
			check: success.confirmed('deleted'),
			items: 1,
		}),
	),
	...onBoth((api) =>
		managing(api, 'tunedModel', 'cancel', ({ job = '' }) => ({ jobName: job }), {
			prepare: running,
			check: success.confirmed('cancelRequested'),
			items: 1,
		}),
	),
	managing(
		'vertex',
		'tunedModel',
		'rebase',
		({ model }) => ({
			...named(model),
			baseModel: locator('id', 'gemini-3.5-flash-lite'),
			bucket: locator('name', 'scene'),
		}),
		{ prepare: trained, check: success.job, items: 1 },
	),
	managing('vertex', 'endpoint', 'getAll', () => ({ returnAll: true, location: locator('name', 'us') }), {
		prepare: trained,
		check: success.endpoint,
	}),
	managing('gemini', 'permission', 'getAll', ({ model }) => ({ ...named(model), ...everything }), {
		prepare: shared,
		check: success.permission,
	}),
	managing('gemini', 'permission', 'add', ({ model }) => ({ ...named(model), emailAddress: ada }), {
		prepare: trained,
		check: success.permission,
		items: 1,
	}),
	managing(
		'gemini',
		'permission',
		'changeRole',
		({ model }) => ({ ...named(model), permission: locator('email', ada), role: 'WRITER' }),
		{ prepare: shared, check: success.permission, items: 1 },
	),
	managing(
		'gemini',
		'permission',
		'remove',
		({ model, permission = '' }) => ({ ...named(model), permission: locator('name', permission) }),
		{ prepare: shared, check: success.confirmed('deleted'), items: 1 },
	),
	managing(
		'gemini',
		'permission',
		'transferOwnership',
		({ model }) => ({ ...named(model), emailAddress: ada }),
		{ prepare: shared, check: success.confirmed('transferred'), items: 1 },
	),
	managing('vertex', 'batchJob', 'get', jobIn, { prepare: batchJob, check: success.batch, items: 1 }),
	managing('vertex', 'batchJob', 'getAll', () => everything, { prepare: batchJob, check: success.batch }),
	managing('vertex', 'batchJob', 'delete', jobIn, {
		prepare: batchJob,
		check: success.confirmed('deleted'),
		items: 1,
	}),
	managing('vertex', 'batchJob', 'cancel', jobIn, {
		prepare: async (stage) => await batchJob(stage, false),
		check: success.confirmed('cancelRequested'),
		items: 1,
	}),
	...onBoth((api) => asking(api, 'generate', asked.tuned, {})),
	...onBoth((api) => asking(api, 'generate in a stream', asked.tuned, { options: { stream: true } })),
	...onBoth((api) =>
		asking(
			api,
			'generate JSON and repair it',
			asked.base,
			{
				options: {
					jsonSchema: '{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}',
					ifNotFitting: 'repair',
				},
			},
			{ prepare: nothing },
		),
	),
	asking('vertex', 'count tokens', asked.tuned, { operation: 'countTokens' }, { check: success.tokens }),
	asking('vertex', 'create batch job', asked.base, batchCreation, {
		isReadOnly: false,
		prepare: nothing,
		limited: undefined,
		check: success.batch,
		creates: 'batchJobs',
		items: 1,
	}),
	{
		...asking('vertex', 'get batch results', asked.base, {}),
		limited: undefined,
		prepare: batchJob,
		run: async (stage, manner, props) =>
			await stage.run(manner, 'geminiGenerateContent', { operation: 'getBatchResults', ...jobIn(props) }),
		check: success.batchRow,
	},
	...onBoth((api) => chatting(api, 'invoke')),
	...onBoth((api) => chatting(api, 'stream')),
	...[false, true].flatMap((isDamaged) => [
		...onBoth((api) => polling(api, 'tuningJob', isDamaged)),
		polling('vertex', 'batchJob', isDamaged),
	]),
	...onBoth((api) => searching(api, 'searchTunedModels', trained)),
	searching('gemini', 'searchBaseModels', nothing),
	searching('vertex', 'searchBuckets', trained),
	searching('gemini', 'searchPermissions', shared, 'geminiTunedModel'),
];
