/** Gateways between the node and Vertex AI that respond to a creation themselves, whether they forwarded it or not. */
import fc from 'fast-check';
import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import type { TuningBackend } from '../../../../../nodes/shared/google/backend.ts';
import { UnclearStartError } from '../../../../../nodes/shared/google/http/googleErrors.ts';
import type { RawHttp, RawResponse } from '../../../../../nodes/shared/google/http/httpClient.ts';
import { ensureBucket } from '../../../../../nodes/shared/google/vertex/storage/buckets.ts';
import { bucketUrl } from '../../../../../nodes/shared/google/vertex/storage/storageCalls.ts';
import { fetchRaw, storageAt, vertexBackendAt } from '../../../../vertexClient.ts';
import { bucket, data, finishedJob, key, spec } from './scene.ts';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1, jobQuota: { concurrentJobs: 20 } });
});

afterAll(async () => await emulator.close());

async function begin(): Promise<void> {
	emulator.reset();
	await ensureBucket(storageAt(emulator), bucket, { project: emulator.project, location: 'us-central1' });
}

beforeEach(begin);

interface Answer {
	status: number;
	text: string;
}

interface Gateway {
	/** Whether it forwards a creation. */
	carriesOut: boolean;
	/** Its response to a creation. By default, Vertex AI's. */
	answer?: (own: RawResponse | undefined) => Answer;
	/** How long a list doesn't show a new job. */
	lagMs?: number;
}

const creation = /\/(tuningJobs|batchPredictionJobs|tuningJobs:rebaseTunedModel)$/;
const tenMinutes = 600_000;

/** Vertex AI behind a gateway; pauses move the held clock. */
function behind({ carriesOut, answer, lagMs = 0 }: Gateway): TuningBackend {
	const direct = fetchRaw(emulator);
	const raw: RawHttp = async (request) => {
		if (!creation.test(request.url)) return await direct(request);
		if (request.method === 'GET') return withoutNewest(await direct(request), lagMs);
		const own = carriesOut || !answer ? await direct(request) : undefined;
		if (!answer) return own ?? (await direct(request));
		return { headers: {}, ...answer(own) };
	};
	return vertexBackendAt(emulator, { raw });
}

function withoutNewest(response: RawResponse, lagMs: number): RawResponse {
	const shown = (job: { createTime: string }) => emulator.clock.now() - Date.parse(job.createTime) >= lagMs;
	const { tuningJobs, batchPredictionJobs, ...rest } = JSON.parse(response.text);
	const text = JSON.stringify({
		...rest,
		tuningJobs: tuningJobs?.filter(shown),
		batchPredictionJobs: batchPredictionJobs?.filter(shown),
	});
	return { ...response, text };
}

const json = (status: number, body: unknown): Answer => ({ status, text: JSON.stringify(body) });
const refused = (status: number, error: unknown) => json(status, { error });

/** The service's response with another name. */
const renamed =
	(change: (name: string) => unknown) =>
	(own: RawResponse | undefined): Answer => {
		const body = JSON.parse(
			own?.text ?? '{"name":"projects/528811260437/locations/us-central1/tuningJobs/5"}',
		);
		return json(200, { ...body, name: change(body.name) });
	};

const answers: Record<string, (own: RawResponse | undefined) => Answer> = {
	'an empty object': () => json(200, {}),
	'a number': () => json(200, 5),
	'a list': () => json(200, []),
	null: () => json(200, null),
	true: () => json(200, true),
	'an empty body': () => ({ status: 200, text: '' }),
	'no content': () => ({ status: 204, text: '' }),
	'HTML with status 200': () => ({ status: 200, text: '<html>Sign in</html>' }),
	'a number for a name': renamed(() => 5),
	'an empty name': renamed(() => ''),
	'a list for a name': renamed((name) => [name]),
	'a name without a project': renamed((name) => name.replace(/^.*locations/, 'locations')),
	'a name with dots': renamed((name) => name.replace(/[^/]+$/, '..')),
	'the name of another kind': renamed((name) => name.replace(/(tuningJobs|batchPredictionJobs)/, 'models')),
	'a job of another project': renamed((name) => name.replace(/^projects\/[^/]+/, 'projects/another')),
	'an ID that the project does not have': renamed((name) => name.replace(/\d+$/, '999')),
	'a job of another location': renamed((name) => name.replace('us-central1', 'europe-west4')),
	'a redirect': () => ({ status: 302, text: '' }),
	'not modified': () => json(304, {}),
	'499 without a body': () => ({ status: 499, text: '' }),
	'499 with a status': () => refused(499, { code: 499, status: 'CANCELLED', message: 'Canceled.' }),
	'400 as HTML': () => ({ status: 400, text: '<html>Bad Request</html>' }),
	'403 with a text for an error': () => refused(403, 'forbidden'),
	'429 of another kind': () => refused(429, { message: 'slow down', type: 'rate_limit', code: '429' }),
	'409 with another code': () => refused(409, { code: 500, status: 'ALREADY_EXISTS' }),
	'401 with another status': () => refused(401, { code: 401, status: 'NOT_FOUND' }),
	'404 without a body': () => ({ status: 404, text: '' }),
	'413 without a status': () => refused(413, { code: 413, message: 'Too large' }),
};
const kinds = Object.entries(answers);

const create = async (backend: TuningBackend) =>
	await backend.create({ ...spec, createBucket: false }, data, key);

async function jobs(): Promise<string[]> {
	return (await vertexBackendAt(emulator).list()).items.map(({ name }) => name ?? '');
}

/** The name of the job that a creation reports, or its error. */
const outcomeOf = async (creating: Promise<{ job: { name: string | null } }>) =>
	await creating.then(
		({ job }) => job.name,
		(error: unknown) => error,
	);

describe.each(kinds)('%s', (_what, answer) => {
	test('after an executed creation leads to its job, in one call', async () => {
		const outcome = await outcomeOf(create(behind({ carriesOut: true, answer })));
		expect([outcome]).toEqual(await jobs());
	});

	test('leaves one job after five repeats with a list that lags behind', async () => {
		for (let repeat = 0; repeat < 5; repeat++) {
			const backend = behind({ carriesOut: true, answer, lagMs: tenMinutes - 60_000 });
			expect(await outcomeOf(create(backend))).toBeInstanceOf(Error);
		}
		emulator.clock.advance(tenMinutes);
		const late = await create(behind({ carriesOut: true, answer }));
		expect(late.reused).toBe(true);
		expect(await jobs()).toEqual([late.job.name]);
	});

	test('after a creation that never arrived is an error, and a repeat succeeds ten minutes later', async () => {
		expect(await outcomeOf(create(behind({ carriesOut: false, answer })))).toBeInstanceOf(Error);
		emulator.clock.advance(tenMinutes + 1_000);
		const later = await create(behind({ carriesOut: true }));
		expect(later.reused).toBe(false);
		expect(await jobs()).toEqual([later.job.name]);
	});
});

test('a job with the number of another project is read in this project', async () => {
	const answer = renamed((name) => name.replace(/^projects\/\d+/, 'projects/999'));
	expect([await outcomeOf(create(behind({ carriesOut: true, answer })))]).toEqual(await jobs());
	expect(await leases()).toEqual([expect.not.stringContaining('999')]);
});

test('the error shows that a job may exist, how to find it and what a repeat does', async () => {
	const answer = () => ({ status: 499, text: '' });
	const error = await outcomeOf(create(behind({ carriesOut: false, answer })));
	expect(error).toBeInstanceOf(UnclearStartError);
	expect(error).toMatchObject({
		message:
			"It isn't certain whether Vertex AI started the tuning job: the response has HTTP status 499 and no error of Google's own",
		description: expect.stringMatching(
			/may exist and cost money.*'n8n-tuning-key: [a-v0-9]{20}' at https:\/\/console\.cloud\.google\.com\S+project=emulator-project.*reuses the job/,
		),
	});
});

test('a 404 without a body explains that the model is not tuned, and that a job may exist', async () => {
	const answer = () => ({ status: 404, text: '' });
	expect(await outcomeOf(create(behind({ carriesOut: false, answer })))).toMatchObject({
		message: "Vertex AI can't tune 'gemini-3.5-flash' in 'us-central1' with these settings",
		description: expect.stringContaining('check that Vertex AI lists no new job'),
	});
});

describe('a rebased model', () => {
	const rebase = async (backend: TuningBackend, name: string) =>
		(await backend.rebase?.(name, { bucket }, key)) ?? { job: { name: null } };

	test.each(kinds)('is started once behind %s', async (_what, answer) => {
		const old = await finishedJob(emulator, vertexBackendAt(emulator));
		const outcomes = [];
		for (let repeat = 0; repeat < 3; repeat++) {
			outcomes.push(await outcomeOf(rebase(behind({ carriesOut: true, answer }), old.name)));
		}
		const names = (await jobs()).filter((name) => name !== old.name);
		expect(names).toHaveLength(1);
		for (const outcome of outcomes) {
			if (!(outcome instanceof Error)) expect(outcome).toBe(names[0]);
		}
	});
});

describe('a batch job', () => {
	const prompts = [{ request: { contents: [{ role: 'user' as const, parts: [{ text: 'one' }] }] } }];
	const createBatch = async ({ batches }: TuningBackend) => {
		if (!batches) throw new Error('There are no batches');
		return await batches.create({ model: 'gemini-3.5-flash', bucket, createBucket: false }, prompts, key);
	};
	const listed = async () => (await vertexBackendAt(emulator).batches?.list())?.items ?? [];

	test.each(kinds)('is started once behind %s', async (_what, answer) => {
		expect(await outcomeOf(createBatch(behind({ carriesOut: true, answer, lagMs: 60_000 })))).toBeInstanceOf(
			Error,
		);
		const second = await outcomeOf(createBatch(behind({ carriesOut: true, answer, lagMs: 60_000 })));
		expect((await listed()).map(({ name }) => name)).toEqual([second]);
	});
});

describe('a gateway that hides what exists', () => {
	const bare404 = { status: 404, headers: {}, text: '<html>Not Found</html>' };

	/** Responds to matching read requests without the service. */
	function hiding(pattern: RegExp): TuningBackend {
		const direct = fetchRaw(emulator);
		const raw: RawHttp = async (request) =>
			request.method === 'GET' && pattern.test(request.url) ? bare404 : await direct(request);
		return vertexBackendAt(emulator, { raw });
	}

	test('does not make a model deleted, which would start the next attempt', async () => {
		const { name } = await finishedJob(emulator, vertexBackendAt(emulator), { createBucket: false });
		expect(await create(hiding(/\/models\/\d/))).toMatchObject({ reused: true, job: { name } });
	});

	test('does not make a recorded job unknown', async () => {
		const { job } = await create(vertexBackendAt(emulator));
		const [lease] = await leases();
		expect(lease).toContain(job.name?.split('/').at(-1));
		const direct = fetchRaw(emulator);
		const raw: RawHttp = async (request) => {
			if (request.method === 'GET' && /\/tuningJobs\/\d/.test(request.url)) return bare404;
			const response = await direct(request);
			return request.method === 'GET' && creation.test(request.url)
				? withoutNewest(response, tenMinutes)
				: response;
		};
		expect(await outcomeOf(create(vertexBackendAt(emulator, { raw })))).toBeInstanceOf(Error);
		expect(await jobs()).toEqual([job.name]);
	});
});

async function leases(): Promise<string[]> {
	const { raw, origin } = storageAt(emulator);
	const url = `${bucketUrl(origin, bucket)}/o`;
	const { items = [] } = JSON.parse((await raw({ method: 'GET', url })).text);
	const names: string[] = items.map(({ name }: { name: string }) => name);
	return await Promise.all(
		names
			.filter((name) => name.includes('/leases/'))
			.map(async (name) => {
				const query = { alt: 'media' };
				return (await raw({ method: 'GET', url: `${url}/${encodeURIComponent(name)}`, query })).text;
			}),
	);
}

test('for any responses, executed or not: at most one job, and each result is that job or an error', async () => {
	const step = fc.record({
		kind: fc.constantFrom(...kinds.map(([name]) => name), 'as it is'),
		carriesOut: fc.boolean(),
		pauseMs: fc.constantFrom(0, 30_000, 130_000),
	});
	await fc.assert(
		fc.asyncProperty(
			fc.array(step, { minLength: 1, maxLength: 6 }),
			fc.constantFrom(0, 20_000, 120_000),
			async (steps, lagMs) => {
				await begin();
				for (const { kind, carriesOut, pauseMs } of steps) {
					const answer = answers[kind];
					const backend = behind({ carriesOut, lagMs, ...(answer && { answer }) });
					const outcome = await outcomeOf(create(backend));
					const existing = await jobs();
					expect(existing.length).toBeLessThanOrEqual(1);
					if (!(outcome instanceof Error)) expect(existing).toEqual([outcome]);
					emulator.clock.advance(pauseMs);
				}
			},
		),
		{ numRuns: 60, seed: 12 },
	);
}, 120_000);
