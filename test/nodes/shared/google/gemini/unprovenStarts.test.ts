/** Gateways between the node and the Gemini API that respond to a creation themselves, whether they forwarded it or not. */
import fc from 'fast-check';
import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import { readAnswer } from '../../../../../nodes/shared/google/http/readResponse.ts';
import type { TuningBackend } from '../../../../../nodes/shared/google/backend.ts';
import {
	ConnectionError,
	GoogleApiError,
	UnclearStartError,
} from '../../../../../nodes/shared/google/http/googleErrors.ts';
import { createGeminiBackend } from '../../../../../nodes/shared/google/gemini/geminiBackend.ts';
import type { HttpClient } from '../../../../../nodes/shared/google/http/httpClient.ts';
import { geminiHost, originOf } from '../../../../../nodes/shared/google/http/origins.ts';
import { withRetry } from '../../../../../nodes/shared/google/http/retry.ts';
import { buildDataset } from '../../../../../nodes/shared/domain/dataset/buildDataset.ts';
import { fetchClient, fetchStream, geminiBackendAt } from '../../../../fetchClient.ts';

const data = buildDataset([{ item: 0, input: 'one', output: 'two' }]);
const spec = { source: { baseModel: 'gemini-1.5-flash-001-tuning' }, displayName: 'Number Predictor' };

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1 });
});

beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

/** A gateway's response to a creation: a body or an error. */
type Answer = { body: unknown } | { error: Error };

const answers: Record<string, Answer> = {
	'an empty object': { body: {} },
	'a number': { body: 5 },
	'a list': { body: [] },
	'an empty name': { body: { name: '' } },
	'a number for a name': { body: { name: 5 } },
	'a model in place of an operation': { body: { name: 'tunedModels/x' } },
	'the operation of another model': { body: { name: 'tunedModels/another/operations/x' } },
	'a name with dots': { body: { name: 'tunedModels/../operations/..' } },
	'499': { error: new GoogleApiError(499, {}) },
	'499 with a status': { error: new GoogleApiError(499, { code: 499, status: 'CANCELLED' }) },
	'400 without a status': { error: new GoogleApiError(400, { message: 'Bad Request' }) },
	'403 without a status': { error: new GoogleApiError(403, {}) },
	'404 without a status': { error: new GoogleApiError(404, {}) },
	'409 without a status': { error: new GoogleApiError(409, {}) },
	'429 without a status': { error: new GoogleApiError(429, {}) },
	'no whole answer': { error: new ConnectionError('lost') },
};
const kinds = Object.entries(answers);

/** The service behind a gateway. `hides` makes every look at a model a 404, as if models appeared late. */
function behind(answer: Answer | undefined, carriesOut: boolean, hides = false): TuningBackend {
	const direct = fetchClient(emulator, emulator.project);
	const gateway: HttpClient = async (request, reader) => {
		if (request.method !== 'POST' || !answer) {
			if (hides && answer && /\/tunedModels\/[^/]+$/.test(request.url))
				throw new GoogleApiError(404, { code: 404, status: 'NOT_FOUND' });
			return await direct(request, reader);
		}
		if (carriesOut) await direct(request, reader).catch(() => undefined);
		if ('error' in answer) throw answer.error;
		return readAnswer(geminiHost, { httpStatus: 200, body: JSON.stringify(answer.body) }, reader);
	};
	const sleep = async (ms: number) => emulator.clock.advance(ms);
	return createGeminiBackend({
		http: withRetry(gateway, { sleep, random: () => 0.5 }),
		openStream: fetchStream(emulator, emulator.project),
		origin: originOf(geminiHost, emulator.url),
		sleep,
	});
}

const outcomeOf = async (backend: TuningBackend, modelId?: string) =>
	await backend.create({ ...spec, ...(modelId && { modelId }) }, data, { project: emulator.project }).then(
		({ job }) => job.tunedModel,
		(error: unknown) => error,
	);
const models = async () => (await geminiBackendAt(emulator).list()).items.map(({ tunedModel }) => tunedModel);

describe.each(kinds)('%s', (_what, answer) => {
	test.each([undefined, 'my-model'])('leads to the job that was started (ID %s)', async (modelId) => {
		expect([await outcomeOf(behind(answer, true), modelId)]).toEqual(await models());
	});

	test('is an error when nothing was started, and the next creation starts the job', async () => {
		expect(await outcomeOf(behind(answer, false))).toBeInstanceOf(Error);
		expect(await models()).toEqual([]);
		expect([await outcomeOf(behind(undefined, true))]).toEqual(await models());
	});

	test('starts no job with the next ID while the first is not visible', async () => {
		for (let repeat = 0; repeat < 3; repeat++)
			expect(await outcomeOf(behind(answer, true, true))).toBeInstanceOf(Error);
		expect(await models()).toHaveLength(1);
	});
});

test('the error shows the ID, and what a repeat does', async () => {
	const error = await outcomeOf(behind({ body: {} }, false), 'my-model');
	expect(error).toBeInstanceOf(UnclearStartError);
	expect(error).toMatchObject({
		message:
			"It isn't certain whether the Gemini API started the job of the tuned model 'my-model': the response doesn't name its operation",
		description: expect.stringContaining('the node reuses the job if it exists'),
	});
});

test('an unreadable model isn’t a success', async () => {
	const direct = fetchClient(emulator, emulator.project);
	const http: HttpClient = async (request, reader) =>
		request.method === 'GET'
			? readAnswer(geminiHost, { httpStatus: 200, body: '{}' }, reader)
			: await direct(request, reader);
	const backend = createGeminiBackend({
		http,
		openStream: fetchStream(emulator, emulator.project),
		origin: originOf(geminiHost, emulator.url),
		sleep: async () => {},
	});
	expect(await outcomeOf(backend)).toBeInstanceOf(ConnectionError);
	expect(await models()).toEqual([]);
});

test('for any responses, executed or not: at most one job, and each result is that job or an error', async () => {
	const step = fc.record({
		kind: fc.constantFrom(...kinds.map(([name]) => name), 'as it is'),
		carriesOut: fc.boolean(),
		hides: fc.boolean(),
	});
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
			emulator.reset();
			for (const { kind, carriesOut, hides } of steps) {
				const outcome = await outcomeOf(behind(answers[kind], carriesOut, hides));
				const existing = await models();
				expect(existing.length).toBeLessThanOrEqual(1);
				if (!(outcome instanceof Error)) expect(existing).toEqual([outcome]);
			}
		}),
		{ numRuns: 60, seed: 12 },
	);
});
