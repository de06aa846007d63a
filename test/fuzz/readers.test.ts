/** Every reader of data from outside, with responses and files that are changed at random. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { readServiceAccountKey } from '../../credentials/serviceAccountKey.ts';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { readAnswer } from '../../nodes/shared/google/http/readResponse.ts';
import { attempt, demand, UnreadableError } from '../../nodes/shared/google/http/shape.ts';
import { UnusableResponseError } from '../../nodes/GeminiTunedChatModel/chatResult.ts';
import { emptyMemory, readMemory, toStored } from '../../nodes/shared/domain/watchMemory.ts';
import type { Api } from '../nodes/scene.ts';
import { readerCases, useError } from '../nodes/shared/google/readers.ts';
import { geminiBackendAt } from '../fetchClient.ts';
import { vertexBackendAt } from '../vertexClient.ts';
import { answerChanges, changedAnswer, retryAfters } from './answerChanges.ts';
import type { Things } from './backendOperations.ts';
import { operations, setUp } from './backendOperations.ts';
import { faultsOf, pollution, shapeFaults } from './faults.ts';
import { changed, changedText, jsonChanges, shares } from './jsonChanges.ts';
import type { Recording } from './recordedBackends.ts';
import { record, replaying } from './recordedBackends.ts';
import { casesOf, longMs, seed } from './settings.ts';

/** Shares of all cases that a kind of reader gets. */
const cases = casesOf(5000) * 20;
const runs = (share: number, kinds: number) => Math.max(1, Math.ceil((cases * share) / kinds));
const ofReaders = runs(0.35, readerCases.length) + 600;
const ofBodies = runs(0.35, readerCases.length);
const ofOperations = runs(0.2, operations.length);
const ofMemories = runs(0.065, 1);
const ofKeys = runs(0.03, 1);
/** Explained for eight statuses each. */
const ofErrors = runs(0.005, 1) + 600;

afterEach(() => expect(pollution()).toEqual([]));

function thrownBy(run: () => unknown): unknown {
	try {
		run();
		return undefined;
	} catch (error) {
		return error;
	}
}

/** @throws Error with the faults */
function expectNone(faults: readonly string[]): void {
	if (faults.length > 0) throw new Error(faults.join('\n'));
}

/** Readers reject a value with its path, and nodes an unusable response. */
function isIntended(error: unknown): boolean {
	return error instanceof UnreadableError || error instanceof UnusableResponseError;
}

describe.each(readerCases)('$name', ({ name, sample, read, use }) => {
	it('is read or rejected, and reading it again changes nothing', () => {
		const property = fc.property(jsonChanges, (changes) => {
			const value = changed(sample, changes);
			const error = thrownBy(() => use(value));
			expectNone(faultsOf(error));
			if (error !== undefined && !isIntended(error)) throw error;
			const once = attempt(read, value);
			const isPage = 'read' in once && typeof once.read === 'object' && once.read && 'items' in once.read;
			if ('problem' in once || isPage) return;
			if (!isDeepStrictEqual(demand(read, once.read), once.read)) throw new Error(JSON.stringify(once.read));
		});
		fc.assert(property, { seed, numRuns: name === 'error' ? ofErrors : ofReaders });
	});

	it('is read or rejected as the body of a response', () => {
		const whole = {
			status: 200,
			headers: { 'content-type': 'application/json' },
			body: Buffer.from(JSON.stringify(sample)),
		};
		const property = fc.property(answerChanges, (change) => {
			const { status, headers, body } = changedAnswer(whole, change);
			const answer = { httpStatus: status, body: body.toString(), retryAfter: headers['retry-after'] };
			const error = thrownBy(() => use(readAnswer('example.com', answer, read)));
			expectNone(faultsOf(error));
			if (status >= 300 && error === undefined && name !== 'error')
				throw new Error(`Status ${status} is a success`);
		});
		fc.assert(property, { seed, numRuns: ofBodies });
	});
});

describe.each(['gemini', 'vertex'] as const)('a backend of %s', (api) => {
	let emulator: Emulator;
	let things: Things;
	const own = operations.filter((operation) => operation.api === api);

	async function begin(at: Api): Promise<void> {
		emulator.reset();
		const backend = at === 'gemini' ? geminiBackendAt(emulator) : vertexBackendAt(emulator);
		things = await setUp(at, emulator, backend);
	}

	beforeAll(async () => {
		emulator = await startEmulator({
			clock: 'held',
			seed: 1,
			vertexDurations: { operationMs: 0 },
			jobQuota: { concurrentJobs: 100 },
		});
		await begin(api);
	});
	afterAll(() => emulator.close());

	it.each(own.map((operation): [string, typeof operation] => [operation.name, operation]))(
		'%s',
		async (_, { run, isChange }) => {
			const { result, recording }: { result: unknown; recording: Recording } = await record(
				api,
				emulator,
				async (backend) => await run(backend, things),
			);
			if (isChange) await begin(api);
			const plans = fc.array(
				fc.record({
					at: shares,
					times: fc.constantFrom(1, 1, 2, 5, Infinity),
					change: answerChanges,
				}),
				{ minLength: 1, maxLength: 3 },
			);
			const property = fc.asyncProperty(plans, async (plan) => {
				const planned = plan.map(({ at, times, change }) => ({
					request: Math.floor(at * recording.length),
					times,
					change,
				}));
				const outcome = await run(replaying(api, emulator, recording, planned), things).then(
					(value) => ({ value }),
					(error: unknown) => ({ error }),
				);
				expectNone('error' in outcome ? faultsOf(outcome.error) : shapeFaults(outcome.value, result));
			});
			await fc.assert(property, { seed, numRuns: ofOperations, endOnFailure: true });
		},
		longMs,
	);
});

it('an error with any content is explained and retried', () => {
	const error = readerCases.find(({ name }) => name === 'error');
	const property = fc.property(jsonChanges, retryAfters, (changes, retryAfter) => {
		expectNone(faultsOf(thrownBy(() => useError(changed(error?.sample, changes)))));
		const answer = { httpStatus: 503, body: changedText(error?.sample, changes), retryAfter };
		expectNone(faultsOf(thrownBy(() => readAnswer('example.com', answer, () => undefined))));
	});
	fc.assert(property, { seed, numRuns: ofErrors });
});

it('the memory of a trigger is read or restored', () => {
	const selection = { events: ['succeeded' as const], tunedModels: ['a'], displayName: null };
	const memory = { ...emptyMemory('scope', selection), settled: ['a', 'b'], steps: { c: 5 }, since: '' };
	const stored = toStored(memory);
	const property = fc.property(jsonChanges, (changes) => {
		const damaged: unknown = changed(stored, changes);
		const { memory: own, time }: { memory?: unknown; time?: unknown } = Object(damaged);
		const read = readMemory({ memory: own, time }, 'scope', selection);
		if (read === undefined) return;
		const isRight =
			read.settled.every((identity) => typeof identity === 'string') &&
			Object.values(read.steps).every((step) => ['number', 'string'].includes(typeof step)) &&
			isDeepStrictEqual(read.selection, selection);
		if (!isRight) throw new Error(JSON.stringify(read));
	});
	fc.assert(property, { seed, numRuns: ofMemories });
});

it('a key file is read, or its damage is reported without the key', async () => {
	const emulator = await startEmulator({ clock: 'held', seed: 1 });
	const file = emulator.serviceAccountKey;
	await emulator.close();
	const secret = file.private_key.split('\n')[3] ?? '';
	const whole = { status: 200, headers: {}, body: Buffer.from(JSON.stringify(file, null, 2)) };
	const property = fc.property(answerChanges, (change) => {
		const { body } = changedAnswer(whole, change);
		const error = thrownBy(() => readServiceAccountKey(body.toString()));
		expectNone(faultsOf(error));
		if (JSON.stringify([error, String(error)]).includes(secret)) throw new Error('The key is in the message');
	});
	fc.assert(property, { seed, numRuns: ofKeys });
});
