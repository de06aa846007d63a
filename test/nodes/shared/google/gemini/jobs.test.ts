import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import type { TuningBackend } from '../../../../../nodes/shared/google/backend';
import { ConnectionError } from '../../../../../nodes/shared/google/http/googleErrors';
import { readAnswer } from '../../../../../nodes/shared/google/http/readResponse';
import { paginate } from '../../../../../nodes/shared/google/http/paginate';
import { buildDataset } from '../../../../../nodes/shared/domain/dataset/buildDataset';
import { createGeminiBackend } from '../../../../../nodes/shared/google/gemini/geminiBackend';
import type { HttpClient } from '../../../../../nodes/shared/google/http/httpClient';
import { geminiHost, originOf } from '../../../../../nodes/shared/google/http/origins';
import { fetchClient, fetchStream, geminiBackendAt } from '../../../../fetchClient.ts';
import { tutorialExamples } from '../../../../fixtures/tutorial.ts';

const data = buildDataset(tutorialExamples.map(([input, output], item) => ({ item, input, output })));
const anHour = 3_600_000;

let emulator: Emulator;
let backend: TuningBackend;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 2 });
	backend = geminiBackendAt(emulator);
});

afterEach(async () => await emulator.close());

async function start(modelId: string): Promise<string> {
	const spec = { source: { baseModel: 'gemini-1.5-flash-001-tuning' }, modelId, epochCount: 5, batchSize: 4 };
	const { job } = await backend.create(spec, data, { project: emulator.project });
	return job.name ?? '';
}

const listed = async (id: string) => {
	const job = (await backend.list()).items.find(({ tunedModel }) => tunedModel === `tunedModels/${id}`);
	if (!job) throw new Error(`${id} is not listed`);
	return job;
};

it('reports steps, percent and loss while a job trains, and its end', async () => {
	const name = await start('first');
	emulator.clock.advance(3_000);
	const running = await backend.get(name);
	expect(running.state).toBe('running');
	expect(running.completedSteps).toBeGreaterThan(0);
	expect(running.completedPercent).toBeCloseTo((100 * (running.completedSteps ?? 0)) / 19, 4);
	expect(running.snapshots.map(({ step }) => step)).toEqual(running.snapshots.map((_, index) => index + 1));
	emulator.clock.advance(anHour);
	const done = await backend.get(name);
	expect(done).toMatchObject({
		state: 'succeeded',
		completedSteps: 19,
		totalSteps: 19,
		completedPercent: 100,
	});
	expect(done.snapshots.at(-1)?.epoch).toBe(5);
	expect(done.snapshots.at(-1)?.meanLoss).toBeLessThan(done.snapshots.at(0)?.meanLoss ?? 0);
});

it('reads only from the operation that a job was canceled', async () => {
	const name = await start('cancelled');
	await backend.cancel(name);
	emulator.clock.advance(anHour);
	const job = await listed('cancelled');
	expect(job.outcomeKnown).toBe(false);
	expect(await backend.withOutcome(job)).toMatchObject({
		state: 'cancelled',
		outcomeKnown: true,
		jobError: { code: 1 },
		name,
	});
});

it('reads only from the operation why a job failed', async () => {
	await start('failed');
	emulator.jobs.change('failed', 'fail', { message: 'The examples could not be read.' });
	emulator.clock.advance(anHour);
	const job = await listed('failed');
	expect(job).toMatchObject({ state: 'failed', outcomeKnown: false, jobError: null });
	expect((await backend.withOutcome(job)).jobError?.message).toBe('The examples could not be read.');
});

it('does not guess without operations', async () => {
	await start('hidden');
	emulator.clock.advance(anHour);
	emulator.faults.add({ kind: 'error', status: 'UNIMPLEMENTED', match: { path: '/operations' } });
	expect(await backend.withOutcome(await listed('hidden'))).toMatchObject({
		state: 'succeeded',
		outcomeKnown: false,
	});
});

it('also cancels by the tuned model’s name, and reports when there is nothing to cancel', async () => {
	await start('named');
	await backend.cancel('named');
	expect((await backend.get('named')).state).toBe('cancelled');
	await expect(backend.cancel('unheard-of')).rejects.toThrow('unheard-of');
});

it('changes only the given fields', async () => {
	await start('changing');
	const changed = await backend.update('changing', { displayName: 'New', topK: 7 });
	expect(changed).toMatchObject({ displayName: 'New', description: expect.stringMatching(/^\[/) });
	const patch = emulator.requests.list().find(({ method }) => method === 'PATCH');
	expect(patch).toMatchObject({
		query: { updateMask: 'displayName,topK' },
		body: { displayName: 'New', topK: 7 },
	});
});

it('walks through all pages, oldest first, with one request a page', async () => {
	for (const id of ['a', 'b', 'c', 'd', 'e']) {
		await start(id);
		emulator.clock.advance(1_000);
	}
	emulator.requests.clear();
	const names: Array<string | null> = [];
	for await (const job of paginate('tuned models', backend.list, { pageSize: 2 })) names.push(job.tunedModel);
	expect(names).toEqual(['a', 'b', 'c', 'd', 'e'].map((id) => `tunedModels/${id}`));
	expect(emulator.requests.list()).toHaveLength(3);
});

it('lists the tunable base models from the API', async () => {
	const { items } = await backend.listBaseModels();
	expect(items.filter(({ canBeTuned }) => canBeTuned).map(({ name }) => name)).toEqual(
		expect.arrayContaining(['models/gemini-1.5-flash-001-tuning']),
	);
	expect(items.some(({ canBeTuned }) => !canBeTuned)).toBe(true);
});

it('shares a model, changes the role, and takes it back', async () => {
	await start('shared');
	const sharing = backend.sharing;
	const added = await sharing?.add(
		'shared',
		{ granteeType: 'USER', emailAddress: 'reader@example.com' },
		'READER',
	);
	expect(added).toMatchObject({ granteeType: 'USER', emailAddress: 'reader@example.com', role: 'READER' });
	expect(await sharing?.changeRole(added?.name ?? '', 'WRITER')).toMatchObject({ role: 'WRITER' });
	await sharing?.remove(added?.name ?? '');
	const left = await sharing?.list('shared');
	expect(left?.items.map(({ role }) => role)).toEqual(['OWNER']);
});

it('generates with a tuned model', async () => {
	await start('answering');
	emulator.clock.advance(anHour);
	const answer = await backend.generate('answering', {
		contents: [{ role: 'user', parts: [{ text: 'seven' }] }],
	});
	expect(answer.candidates?.[0]).toMatchObject({ finishReason: 'STOP', content: { role: 'model' } });
	expect(answer.candidates?.[0]?.content?.parts?.[0]?.text).not.toBe('');
});

it.each([
	['no name', {}],
	['an empty name', { name: '' }],
	['the name of another model', { name: 'tunedModels/other/operations/x', done: true }],
])('rejects an operation with %s', async (_what, operation) => {
	const name = await start('first');
	const direct = fetchClient(emulator, emulator.project);
	const http: HttpClient = async (request, reader) => {
		const answer = (body: object) =>
			readAnswer(geminiHost, { httpStatus: 200, body: JSON.stringify(body) }, reader);
		if (/\/operations\//.test(request.url)) return answer(operation);
		if (request.url.endsWith('/operations')) return answer({ operations: [operation] });
		return await direct(request, reader);
	};
	const openStream = fetchStream(emulator, emulator.project);
	const origin = originOf(geminiHost, emulator.url);
	const disturbed = createGeminiBackend({ http, openStream, origin, sleep: async () => {} });
	for (const asked of [name, 'first'])
		await expect(disturbed.get(asked)).rejects.toBeInstanceOf(ConnectionError);
	await expect(disturbed.cancel('first')).rejects.toBeInstanceOf(ConnectionError);
});
