/** The trigger in a real n8n that is stopped, restarted and killed. The reports are read back from n8n's executions. */
import type { IDataObject } from 'n8n-workflow';
import { Client } from 'pg';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { seededRandom } from '../../emulator/random.ts';
import { buildDataset } from '../../nodes/shared/domain/dataset/buildDataset.ts';
import { geminiBackendAt } from '../fetchClient.ts';
import { vertexBackendAt } from '../vertexClient.ts';
import { chain } from '../harness/chain.ts';
import { endToEnd } from '../harness/endToEnd.ts';
import type { CredentialFile, N8n } from '../harness/harness.ts';
import { copyTemplate, fastPoll, itemsOf, startN8n, until } from '../harness/harness.ts';
import type { Api } from '../harness/workflowFiles.ts';

const aMinute = 60_000;
const data = buildDataset([{ item: 0, input: '1', output: '2' }]);

let emulator: Emulator;
let place: Awaited<ReturnType<typeof copyTemplate>>;
let n8n: N8n;
let workflows = 0;

interface Service {
	api: Api;
	/** The first request of a poll. */
	list: RegExp;
	start: (name: string) => Promise<unknown>;
	/** Sets the duration of the jobs created from now on. */
	last: (milliseconds: number) => void;
	/** The emulator's name for a job. */
	idOf: (name: string) => string;
}

/** By the display name of the job. */
const started = new Map<string, string>();

const services: Record<Api, Service> = {
	gemini: {
		api: 'gemini',
		list: /\/tunedModels$/,
		start: async (name) => {
			const spec = {
				source: { baseModel: 'gemini-1.5-flash-001-tuning' },
				modelId: name,
				displayName: name,
				epochCount: 1,
			};
			await geminiBackendAt(emulator).create(spec, data, { project: emulator.project });
		},
		last: (milliseconds) => {
			emulator.durations.finishMs = milliseconds;
		},
		idOf: (name) => name,
	},
	vertex: {
		api: 'vertex',
		list: /\/tuningJobs$/,
		start: async (name) => {
			const spec = {
				source: { baseModel: 'gemini-2.5-flash' },
				displayName: name,
				bucket: 'watched-jobs',
				createBucket: true,
			};
			const { job } = await vertexBackendAt(emulator).create(spec, data, { project: emulator.project });
			started.set(name, String(job.name));
		},
		last: (milliseconds) => {
			emulator.vertex.durations.finishMs = milliseconds;
		},
		idOf: (name) => started.get(name) ?? '',
	},
};

// Training takes no time; a job waits only for its end.
const atOnce = { datasetMs: 0, capacityMs: 0, stepMs: 0, cancelMs: 0 };

function credential(): CredentialFile {
	const { project: projectId, url: apiEndpoint, accessToken } = emulator;
	const oauthTokenData = { access_token: accessToken, refresh_token: 'none', token_type: 'Bearer' };
	return {
		id: 'google',
		name: 'Google',
		type: 'geminiTuningOAuth2Api',
		data: { projectId, apiEndpoint, clientId: 'client', clientSecret: 'secret', oauthTokenData },
	};
}

/** Polls every second. */
function watching(workflowId: string, api: Api) {
	return chain(workflowId, [
		{
			name: 'Trigger',
			type: 'n8n-nodes-gemini-tuning.geminiWaitForTuningTrigger',
			parameters: { api, pollTimes: fastPoll(1), triggerOn: ['cancelled', 'failed', 'succeeded'] },
			credentials: { geminiTuningOAuth2Api: { id: 'google', name: 'Google' } },
		},
		{ name: 'Done', type: 'n8n-nodes-base.noOp' },
	]);
}

describe.each(Object.values(services))('on $api', ({ api, list, start, last, idOf }) => {
	/** Each test has a workflow of its own. */
	let workflowId: string;

	beforeAll(async () => {
		const { postgres, template } = endToEnd();
		place = await copyTemplate(postgres, template);
		n8n = await startN8n(place);
	});

	afterAll(async () => {
		await n8n?.kill();
		place?.remove();
	});

	beforeEach(async () => {
		emulator = await startEmulator({
			clock: 'held',
			durations: { startMs: 0, stepMs: 0, finishMs: 10 * aMinute },
			vertexDurations: { ...atOnce, pendingMs: 0, finishMs: 10 * aMinute },
			jobQuota: { concurrentJobs: 100 },
		});
		await n8n.rest.importCredentials([credential()]);
		workflowId = `watch-${(workflows += 1)}`;
		await n8n.rest.importWorkflows([watching(workflowId, api)]);
	});

	afterEach(async () => {
		await n8n.rest.deactivate(workflowId);
		await emulator.close();
	});

	const restart = async () => {
		n8n = await startN8n(place);
	};

	const lists = () =>
		emulator.requests.list().filter(({ method, path }) => method === 'GET' && list.test(path));

	/** Waits until this many polls that started after this call have ended. */
	async function polls(count: number): Promise<void> {
		const before = lists().length;
		await until(
			`${count} polls`,
			60,
			() =>
				lists()
					.slice(before)
					.filter(({ status }) => status !== null).length >= count || undefined,
		);
	}

	/** The input of all executions together, oldest first. */
	async function reports(): Promise<IDataObject[]> {
		const summaries = await n8n.rest.executions(workflowId);
		const executions = await Promise.all(summaries.map(async ({ id }) => await n8n.rest.execution(id)));
		return executions.reverse().flatMap((execution) => itemsOf(execution, 'Trigger'));
	}

	/** Waits until this many jobs have been reported, and n8n has saved the trigger's memory of them. */
	async function reported(count: number): Promise<void> {
		await until(
			`Reporting and saving ${count} jobs`,
			60,
			async () => {
				const { settled } = await memory();
				return (settled.length >= count && (await reports()).length >= count) || undefined;
			},
			500,
		);
	}

	/** The saved memory of the trigger. */
	async function memory(): Promise<{ settled: string[] }> {
		const { memory: saved } = (await n8n.rest.staticData(workflowId))['node:Trigger'] ?? {};
		const settled = typeof saved === 'object' && saved !== null && 'settled' in saved ? saved.settled : [];
		return { settled: Array.isArray(settled) ? settled.map(String) : [] };
	}

	test('reports a job once if n8n is killed during training, whether the job ends before or after the restart', async () => {
		await start('ends-meanwhile');
		emulator.clock.advance(aMinute);
		await start('ends-later');
		await n8n.rest.activate(workflowId);
		await polls(1);
		await n8n.kill();
		emulator.clock.advance(9 * aMinute);
		await restart();
		await reported(1);
		emulator.clock.advance(aMinute);
		await reported(2);
		await n8n.kill();
		await restart();
		await polls(3);
		expect(await reports()).toEqual([
			expect.objectContaining({ event: 'succeeded', displayName: 'ends-meanwhile' }),
			expect.objectContaining({ event: 'succeeded', displayName: 'ends-later' }),
		]);
		expect((await n8n.rest.executions(workflowId)).map(({ status }) => status)).toEqual([
			'success',
			'success',
		]);
	});

	/** The events for n8n. A minute passes at Google before each, and another one while the workflow or n8n is off. */
	const course = [
		...['poll', 'reactivate', 'poll', 'kill', 'reactivate', 'poll', 'reactivate'],
		...['kill', 'reactivate', 'poll', 'kill', 'poll', 'reactivate', 'poll'],
	];
	const minutes = course.length + course.filter((event) => event !== 'poll').length;

	test('reports each of 50 jobs once through five reactivations, three kills and polls that overlap', async () => {
		const random = seededRandom(50);
		const jobs = Array.from({ length: 50 }, (_, index) => ({
			id: `job-${String(index).padStart(2, '0')}`,
			endsIn: Math.floor(random() * minutes),
			end: (['succeed', 'succeed', 'fail', 'cancel'] as const)[Math.floor(random() * 4)] ?? 'succeed',
		}));
		for (const { id, endsIn } of jobs) {
			last((endsIn + 0.5) * aMinute);
			await start(id);
		}
		let minute = 0;
		const pass = () => {
			for (const { id, end, endsIn } of jobs) {
				if (endsIn === minute && end !== 'succeed') emulator.jobs.change(idOf(id), end);
			}
			emulator.clock.advance(aMinute);
			minute += 1;
		};

		emulator.faults.add({
			kind: 'latency',
			ms: 1_500,
			jitterMs: 2_000,
			seed: 50,
			match: { method: 'GET', path: list.source },
		});
		let inFlight = 0;
		const watch = setInterval(() => {
			inFlight = Math.max(inFlight, lists().filter(({ status }) => status === null).length);
		}, 100).unref();
		await n8n.rest.activate(workflowId);
		for (const event of course) {
			pass();
			if (event === 'reactivate') {
				await n8n.rest.deactivate(workflowId);
				pass();
				await n8n.rest.activate(workflowId);
			} else if (event === 'kill') {
				await reported(jobs.filter(({ endsIn }) => endsIn < minute).length);
				await n8n.kill();
				pass();
				await restart();
			} else await polls(2);
		}
		await reported(jobs.length);
		await polls(3);
		clearInterval(watch);

		const all = await reports();
		const names = all.map(({ displayName }) => displayName);
		expect(jobs.filter(({ id }) => !names.includes(id))).toEqual([]);
		expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
		expect(new Set(all.map(({ eventId }) => eventId)).size).toBe(50);
		expect(inFlight).toBeGreaterThan(1);
		const occasion = { succeed: 'succeeded', fail: 'failed', cancel: 'cancelled' };
		expect(Object.fromEntries(all.map(({ event }, index) => [String(names[index]), event]))).toEqual(
			Object.fromEntries(jobs.map(({ id, end }) => [id, occasion[end]])),
		);
	});

	test('repeats a report with its event ID when n8n is killed between emitting and saving it', async () => {
		await start('predictor');
		await n8n.rest.activate(workflowId);
		const lock = new Client({ connectionString: place.database.url });
		await lock.connect();
		try {
			// n8n can start executions of the workflow, but can't save its static data.
			await lock.query('BEGIN');
			await lock.query('SELECT 1 FROM workflow_entity WHERE id = $1 FOR NO KEY UPDATE', [workflowId]);
			emulator.clock.advance(10 * aMinute);
			const [execution] = await n8n.rest.settledExecutions(workflowId, 1);
			expect(execution?.status).toBe('success');
			const waiting = await until('The save waiting for the lock', 30, async () => {
				const rows = await place.database.query<{ pid: number }>(
					`SELECT pid FROM pg_stat_activity
				WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ~ '^UPDATE .*workflow_entity'`,
				);
				return rows.length > 0 ? rows : undefined;
			});
			await n8n.kill();
			for (const { pid } of waiting) await lock.query('SELECT pg_terminate_backend($1)', [pid]);
			await lock.query('ROLLBACK');
		} finally {
			await lock.end();
		}

		await restart();
		expect((await n8n.rest.settledExecutions(workflowId, 2)).map(({ status }) => status)).toEqual([
			'success',
			'success',
		]);
		await reported(1);
		await polls(3);
		const both = await reports();
		expect(both).toHaveLength(2);
		expect(both[1]).toEqual(both[0]);
		expect(both[0]).toMatchObject({
			event: 'succeeded',
			eventId: expect.any(String),
			displayName: 'predictor',
		});
	});
});
