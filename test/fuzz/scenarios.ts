/** Every operation of every node at both services. */
import { locator } from '../nodes/scene.ts';
import type { Scenario } from './scenarioKinds.ts';
import {
	ada,
	asked,
	asking,
	batchCreation,
	batchJob,
	chatting,
	creating,
	everything,
	jobIn,
	managing,
	named,
	nothing,
	onBoth,
	polling,
	running,
	searching,
	shared,
	trained,
} from './scenarioKinds.ts';
import * as success from './successes.ts';

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
