/** Every operation of both backends, on things that an emulator has. */
import type { Emulator } from '../../emulator/api.ts';
import type { TuningBackend } from '../../nodes/shared/google/backend.ts';
import { collect } from '../../nodes/shared/google/generation/collectStream.ts';
import type { Sharing } from '../../nodes/shared/google/permissions.ts';
import { toAnswer } from '../../nodes/shared/google/generation/toAnswer.ts';
import type { TuningSpec } from '../../nodes/shared/google/tuning.ts';
import { buildDataset } from '../../nodes/shared/domain/dataset/buildDataset.ts';
import { toBatchOutput } from '../../nodes/shared/domain/batchOutput.ts';
import { toJobOutput } from '../../nodes/shared/domain/jobOutput.ts';
import { tutorialExamples } from '../fixtures/tutorial.ts';
import type { Api } from '../nodes/scene.ts';
import { anHour } from '../nodes/scene.ts';
import { batchesOf, questions, spec as batchSpec } from '../nodes/shared/google/vertex/batch/scene.ts';

/** Names of what is there. */
export interface Things {
	model: string;
	job: string;
	permission: string;
	batch: string;
	trainingUri: string;
}

export interface BackendOperation {
	api: Api;
	name: string;
	/** Whether it changes something, so that its recording needs its own emulator state. */
	isChange: boolean;
	run: (backend: TuningBackend, things: Things) => Promise<unknown>;
}

const data = buildDataset(tutorialExamples.map(([input, output], item) => ({ item, input, output })));
const key = { project: 'emulator-project' };
const prompt = { contents: [{ role: 'user' as const, parts: [{ text: 'eighty' }] }] };
const specs: Record<Api, TuningSpec> = {
	gemini: { source: { baseModel: 'gemini-1.5-flash-001-tuning' }, epochCount: 1, displayName: 'Numbers' },
	vertex: {
		source: { baseModel: 'gemini-3.5-flash' },
		epochCount: 1,
		displayName: 'Numbers',
		bucket: 'scene',
		createBucket: true,
	},
};

function sharingOf({ sharing }: TuningBackend): Sharing {
	if (!sharing) throw new Error('The service shares nothing');
	return sharing;
}

/** What operations find: a trained model and, where the service has them, a permission, a batch job and a dataset. */
export async function setUp(api: Api, emulator: Emulator, backend: TuningBackend): Promise<Things> {
	const { job } = await backend.create(specs[api], data, key, {
		series: 'weekly',
		run: '1',
		comparable: true,
	});
	emulator.clock.advance(anHour);
	const { tunedModel, name } = await backend.get(job.tunedModel ?? job.name ?? '');
	const things = { model: tunedModel ?? '', job: name ?? '', permission: '', batch: '', trainingUri: '' };
	if (api === 'gemini') {
		const grantee = { granteeType: 'USER' as const, emailAddress: 'ada@example.com' };
		const { name: permission } = await sharingOf(backend).add(things.model, grantee, 'READER');
		return { ...things, permission };
	}
	const { job: batch } = await batchesOf(backend).create(batchSpec, questions(3), key);
	emulator.clock.advance(anHour);
	return { ...things, batch: batch.name };
}

function onBoth(
	name: string,
	run: (backend: TuningBackend, things: Things, api: Api) => Promise<unknown>,
	isChange = false,
): BackendOperation[] {
	const apis: readonly Api[] = ['gemini', 'vertex'];
	return apis.map((api) => ({
		api,
		name,
		isChange,
		run: async (backend, things) => await run(backend, things, api),
	}));
}

const at =
	(api: Api) =>
	(name: string, run: BackendOperation['run'], isChange = false): BackendOperation => ({
		api,
		name,
		isChange,
		run,
	});
const gemini = at('gemini');
const vertex = at('vertex');

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
	const found: T[] = [];
	for await (const item of items) found.push(item);
	return found;
}

export const operations: readonly BackendOperation[] = [
	...onBoth('get a model', async (backend, { model }) => toJobOutput(await backend.get(model))),
	...onBoth('get a job', async (backend, { job }) => toJobOutput(await backend.get(job))),
	...onBoth('list jobs', async (backend) => (await backend.list()).items.map(toJobOutput)),
	...onBoth('find the outcome of a job', async (backend, { job }) =>
		toJobOutput(await backend.withOutcome(await backend.get(job))),
	),
	...onBoth('find the last of a series', async (backend) => {
		const { job } = (await backend.lastOfSeries('weekly')) ?? {};
		return job ? toJobOutput(job) : null;
	}),
	...onBoth('list base models', async (backend) => (await backend.listBaseModels()).items),
	...onBoth('check the setup', async (backend, _, api) => await backend.preflight(specs[api])),
	...onBoth('generate', async (backend, { model }) => toAnswer(await backend.generate(model, prompt))),
	...onBoth('stream', async (backend, { model }) =>
		toAnswer(await collect(await backend.stream(model, prompt))),
	),
	...onBoth(
		'create a job',
		async (backend, _, api) =>
			(await backend.create({ ...specs[api], displayName: 'Others' }, data, key)).job.name,
		true,
	),
	...onBoth('update', async (backend, { model }) =>
		toJobOutput(await backend.update(model, { description: 'new' })),
	),
	...onBoth('delete', async (backend, { model }) => await backend.remove(model), true),
	gemini('list permissions', async (backend, { model }) => (await sharingOf(backend).list(model)).items),
	gemini('change a role', async (backend, { permission }) =>
		sharingOf(backend).changeRole(permission, 'WRITER'),
	),
	vertex('count tokens', async (backend, { model }) => {
		const { totalTokens } = (await backend.countTokens?.(model, prompt)) ?? {};
		return { totalTokens };
	}),
	vertex('list buckets', async (backend) => (await backend.listBuckets?.())?.items),
	vertex('list models', async (backend) => (await backend.registry?.listModels())?.items),
	vertex('list endpoints', async (backend) => (await backend.registry?.listEndpoints())?.items),
	vertex('get a batch job', async (backend, { batch }) => toBatchOutput(await batchesOf(backend).get(batch))),
	vertex('list batch jobs', async (backend) => (await batchesOf(backend).list()).items.map(toBatchOutput)),
	vertex('read batch results', async (backend, { batch }) => await all(batchesOf(backend).results(batch))),
	vertex(
		'create a batch job',
		async (backend) => (await batchesOf(backend).create(batchSpec, questions(2), key)).job.name,
		true,
	),
	vertex(
		'rebase',
		async (backend, { model }) =>
			(
				await backend.rebase?.(
					model,
					{ baseModel: 'gemini-3.5-flash-lite', bucket: 'scene', deployToSameEndpoint: true },
					key,
				)
			)?.job.name,
		true,
	),
];
