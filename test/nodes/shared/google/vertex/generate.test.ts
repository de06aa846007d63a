import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import type { TuningBackend } from '../../../../../nodes/shared/google/backend.ts';
import type { GenerateContentRequest } from '../../../../../nodes/shared/google/generation/content.ts';
import { toAnswer } from '../../../../../nodes/shared/google/generation/toAnswer.ts';
import { vertexBackendAt } from '../../../../vertexClient.ts';
import { data, finishedJob, key, spec } from './scene.ts';

let emulator: Emulator;
let backend: TuningBackend;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1, jobQuota: { concurrentJobs: 20 } });
});

beforeEach(() => {
	emulator.reset();
	// A new one, because it caches resolved models.
	backend = vertexBackendAt(emulator);
});

afterAll(async () => await emulator.close());

const prompt = (text: string): GenerateContentRequest => ({
	contents: [{ role: 'user', parts: [{ text }] }],
});
const generate = async (model: string, checkpointId?: string) =>
	toAnswer(await backend.generate(model, prompt('LXIII'), checkpointId));
const asked = () =>
	emulator.requests
		.list()
		.filter(({ path }) => path.endsWith(':generateContent'))
		.map(({ host, path }) => `${host}${path}`);

test.each(['gemini-2.5-flash', 'gemini-3.5-flash'])(
	'what was tuned from %s is called at its endpoint, by its job, its model and the endpoint itself',
	async (baseModel) => {
		const job = await finishedJob(emulator, backend, { source: { baseModel } });
		const location = /locations\/([^/]+)/.exec(job.endpoint ?? '')?.[1];
		const host =
			location === 'us' ? 'aiplatform.us.rep.googleapis.com' : `${location}-aiplatform.googleapis.com`;
		for (const name of [job.name, job.tunedModel, job.endpoint]) {
			expect((await generate(name ?? '')).text).not.toBe('');
		}
		expect(asked()).toEqual(Array.from({ length: 3 }, () => `${host}/v1/${job.endpoint}:generateContent`));
	},
);

describe('a bare number', () => {
	test.each(['gemini-2.5-flash', 'gemini-3.5-flash'])(
		'is the endpoint of a model that was tuned from %s, or its job',
		async (baseModel) => {
			const job = await finishedJob(emulator, backend, { source: { baseModel } });
			const [jobId, endpointId] = [job.name, job.endpoint].map((name) => name?.split('/').at(-1) ?? '');
			for (const name of [
				endpointId,
				` ${endpointId} `,
				`vertex_ai/${endpointId}`,
				`vertex_ai/gemini/${jobId}`,
			])
				expect((await generate(name ?? '')).text).not.toBe('');
			expect(new Set(asked().map((path) => path.replace(/^[^/]*/, '')))).toEqual(
				new Set([`/v1/${job.endpoint}:generateContent`]),
			);
			expect(await backend.get(endpointId ?? '')).toMatchObject({ name: job.name });
		},
	);

	test('of a checkpoint’s endpoint is that checkpoint', async () => {
		const { checkpoints } = await finishedJob(emulator, backend);
		const [first] = checkpoints;
		await generate(first?.endpoint?.split('/').at(-1) ?? '');
		expect(asked()).toEqual([expect.stringContaining(first?.endpoint ?? '?')]);
	});

	test('of no job is an endpoint of this project and location', async () => {
		await expect(generate('4567')).rejects.toMatchObject({ httpStatus: 404 });
		expect(asked()).toEqual([
			'us-central1-aiplatform.googleapis.com/v1/projects/emulator-project/locations/us-central1/endpoints/4567:generateContent',
		]);
	});

	test('deletes the model that the endpoint serves', async () => {
		const job = await finishedJob(emulator, backend);
		await backend.remove(job.endpoint?.split('/').at(-1) ?? '');
		await expect(backend.generate(job.endpoint ?? '', prompt('1'))).rejects.toMatchObject({
			httpStatus: 404,
		});
	});
});

test('a base model is called in the credential’s location', async () => {
	await generate('gemini-3.5-flash');
	await vertexBackendAt(emulator, { location: 'global' }).generate('models/gemini-3.5-flash', prompt('1'));
	const path = (location: string) =>
		`/v1/projects/emulator-project/locations/${location}/publishers/google/models/gemini-3.5-flash:generateContent`;
	expect(asked()).toEqual([
		`us-central1-aiplatform.googleapis.com${path('us-central1')}`,
		`aiplatform.googleapis.com${path('global')}`,
	]);
});

test('a checkpoint is called by its ID, with the job or with the model', async () => {
	const { name, tunedModel, checkpoints } = await finishedJob(emulator, backend);
	for (const model of [name, tunedModel ?? '']) {
		for (const { checkpointId, endpoint } of checkpoints) {
			await generate(model, checkpointId);
			expect(asked().at(-1)).toContain(`${endpoint}:generateContent`);
		}
	}
});

test('a missing checkpoint is rejected with a list of the existing ones', async () => {
	const { name, tunedModel } = await finishedJob(emulator, backend);
	for (const model of [name, tunedModel ?? '']) {
		await expect(generate(model, '9')).rejects.toMatchObject({
			message: "The tuned model has no deployed checkpoint '9'",
			description: expect.stringContaining('1, 2, 3'),
		});
	}
});

test('a model’s name calls its default checkpoint', async () => {
	const { tunedModel, checkpoints } = await finishedJob(emulator, backend);
	const { url, accessToken } = emulator;
	await fetch(
		`${url}/us-central1-aiplatform.googleapis.com/v1/${tunedModel}?updateMask=defaultCheckpointId`,
		{
			method: 'PATCH',
			headers: { authorization: `Bearer ${accessToken}` },
			body: JSON.stringify({ defaultCheckpointId: '2' }),
		},
	);
	await generate(tunedModel ?? '');
	expect(asked()).toEqual([expect.stringContaining(checkpoints[1]?.endpoint ?? '?')]);
});

test('a version of a model is called, not the newest', async () => {
	const first = await finishedJob(emulator, backend);
	const second = await finishedJob(emulator, backend, { source: { tunedModel: first.name }, epochCount: 1 });
	await generate(first.tunedModel ?? '');
	await generate(second.tunedModel ?? '');
	expect(asked()).toEqual([first, second].map(({ endpoint }) => expect.stringContaining(endpoint ?? '?')));
});

test('a model is looked up once for many prompts, and again after a failure', async () => {
	const { name } = await finishedJob(emulator, backend);
	emulator.requests.clear();
	const looks = () => emulator.requests.list().filter(({ method }) => method === 'GET');
	emulator.faults.add({ kind: 'error', status: 'PERMISSION_DENIED', match: { method: 'GET' }, times: 1 });
	await expect(generate(name)).rejects.toMatchObject({ httpStatus: 403 });
	await Promise.all([generate(name), generate(name), generate(name)]);
	expect(looks()).toHaveLength(2);
});

test('an unfinished job can’t be called, and the message shows when it can', async () => {
	const { job } = await backend.create(spec, data, key);
	await expect(generate(job.name ?? '')).rejects.toMatchObject({
		message: `The tuning job '${job.name}' has no model to call: it is pending`,
		description: expect.stringContaining('Wait until the job has succeeded'),
	});
});

test('an undeployed model can’t be called, and the message shows where it is', async () => {
	emulator.faults.add({ kind: 'failEndpoint', match: { method: 'POST', path: '/tuningJobs$' } });
	const job = await finishedJob(emulator, backend);
	expect(job).toMatchObject({ state: 'failed', endpoint: null });
	for (const name of [job.name, job.tunedModel ?? '']) {
		const refused = await generate(name).catch((error: unknown) => error);
		expect(refused).toMatchObject({ message: expect.stringMatching(/not be deployed|n.t deployed/) });
	}
	await expect(generate(job.name)).rejects.toMatchObject({
		description: expect.stringContaining(job.tunedModel ?? '?'),
	});
});

test('sends all settings', async () => {
	const { endpoint } = await finishedJob(emulator, backend);
	const request: GenerateContentRequest = {
		...prompt('LXIII'),
		systemInstruction: { parts: [{ text: 'Count.' }] },
		safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'OFF' }],
		labels: { team: 'sums' },
		generationConfig: {
			candidateCount: 1,
			frequencyPenalty: 0.1,
			maxOutputTokens: 100,
			presencePenalty: 0.1,
			responseMimeType: 'application/json',
			responseSchema: { type: 'STRING' },
			seed: 7,
			stopSequences: ['x'],
			temperature: 0.5,
			thinkingConfig: { thinkingBudget: 0 },
			topK: 3,
			topP: 0.9,
		},
	};
	await backend.generate(endpoint ?? '', request);
	expect(emulator.requests.list().at(-1)?.body).toEqual(request);
});

test('counts tokens at the endpoint, without unsupported fields', async () => {
	const { name, endpoint } = await finishedJob(emulator, backend);
	const request = { ...prompt('LXIII'), labels: { a: 'b' }, safetySettings: [] };
	expect(await backend.countTokens?.(name, request)).toMatchObject({ totalTokens: expect.any(Number) });
	expect(emulator.requests.list().at(-1)).toMatchObject({
		path: `/v1/${endpoint}:countTokens`,
		body: prompt('LXIII'),
	});
});

test.each(['evil.example', 'a/../../evil', 'us-central1.evil.example'])(
	'a name with %s for a location leads nowhere: no token leaves',
	async (location) => {
		emulator.requests.clear();
		await expect(generate(`projects/p/locations/${location}/endpoints/1`)).rejects.toThrow();
		expect(emulator.requests.list().filter(({ path }) => path.includes('evil'))).toEqual([]);
	},
);

test('lists the tunable base models', async () => {
	const { items } = await backend.listBaseModels();
	expect(items[0]).toMatchObject({ name: 'gemini-3.5-flash', canBeTuned: true });
});
