/** When Create Tuned Model finds that another job would not be worth it. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runNode } from '../../engine/run.ts';
import { geminiBackendAt } from '../../fetchClient.ts';
import { tutorialRows } from '../../fixtures/tutorial.ts';
import type { Api, Scene } from '../scene.ts';
import { anHour, setScene } from '../scene.ts';
import { createNode, withBucket, withRows } from './creation.ts';
import { vertexBackendAt } from '../../vertexClient.ts';

const baseModels: Record<Api, string> = { gemini: 'gemini-1.5-flash-001-tuning', vertex: 'gemini-3.5-flash' };
const apis: readonly Api[] = ['gemini', 'vertex'];

const extra = (from: number, to: number): IDataObject[] =>
	Array.from({ length: to - from }, (_, index) => ({ text_input: `extra ${from + index}`, output: 'more' }));

describe.each(apis)('at %s', (api) => {
	let scene: Scene;
	/** By default, each run has its own execution. */
	let executions: number;

	beforeEach(async () => {
		scene = await setScene(api);
		executions = 0;
	});

	afterEach(async () => await scene.emulator.close());

	interface Given {
		condition?: IDataObject;
		options?: IDataObject;
		parameters?: INodeParameters;
		executionId?: string;
	}

	async function create(rows: IDataObject[], given: Given = {}) {
		const { condition = {}, options = {}, parameters = {}, executionId = `run ${++executions}` } = given;
		const node = createNode(scene, baseModels[api], {
			options: {
				...(api === 'vertex' && withBucket),
				createOnlyIfChanged: { condition: { minimumRows: 3, ifMissing: 'create', series: '', ...condition } },
				...options,
			},
			...parameters,
		});
		scene.emulator.clock.advance(1);
		return await runNode(node, withRows(scene, rows, { executionId }));
	}

	const started = () =>
		scene.seen().filter(({ request }) => /^POST .*\/(tunedModels|tuningJobs)$/.test(request));
	const one = (run: Awaited<ReturnType<typeof create>>): IDataObject => {
		expect(run.error()).toBeUndefined();
		expect(run.json('Node')).toHaveLength(1);
		return run.json('Node')[0] ?? {};
	};

	it('creates the first job of a series, with the reason', async () => {
		const created = one(await create(tutorialRows));
		expect(created).toMatchObject({
			skipped: false,
			reason: expect.stringMatching(/no job yet/),
			newRows: null,
			previousJob: null,
			reused: false,
		});
		expect(started()).toHaveLength(1);
	});

	it('creates nothing if nothing has changed, and returns the last job', async () => {
		const created = one(await create(tutorialRows));
		started();
		const skipped = one(await create(tutorialRows.toReversed()));
		expect(skipped).toMatchObject({
			skipped: true,
			reason: expect.stringMatching(/^0 rows are new or changed since .*is 3\. Nothing was created\.$/),
			newRows: 0,
			changedRows: 0,
			removedRows: 0,
			plusMinus: null,
			displayName: 'Number Predictor',
			tunedModel: created['tunedModel'],
		});
		expect([created['name'], created['tunedModel']]).toContain(skipped['previousJob']);
		expect(skipped).not.toHaveProperty('error');
		expect(started()).toEqual([]);
	});

	it('only reads from Google when it skips', async () => {
		await create(tutorialRows);
		scene.seen();
		await create([...tutorialRows, ...extra(0, 2)]);
		const sent = scene.seen().filter(({ request }) => !/^GET |:testIamPermissions$/.test(request));
		expect(sent).toEqual([]);
	});

	it('creates a job at the minimum number of rows, and compares with that job next', async () => {
		await create(tutorialRows);
		const [first = {}, ...others] = tutorialRows;
		const changed = [{ ...first, output: 'changed' }, ...others];
		expect(one(await create([...changed, ...extra(0, 1)]))).toMatchObject({
			skipped: true,
			newRows: 1,
			changedRows: 1,
		});
		const created = one(await create([...changed, ...extra(0, 2)]));
		expect(created).toMatchObject({
			skipped: false,
			newRows: 2,
			changedRows: 1,
			removedRows: 0,
			reused: false,
			estimate: { tokens: expect.any(Number) },
		});
		scene.emulator.clock.advance(anHour);
		expect(one(await create([...changed, ...extra(0, 4)]))).toMatchObject({
			skipped: true,
			newRows: 2,
			changedRows: 0,
		});
		expect(started()).toHaveLength(2);
	});

	it('ignores removed rows', async () => {
		await create([...tutorialRows, ...extra(0, 10)]);
		expect(one(await create(tutorialRows))).toMatchObject({ skipped: true, newRows: 0, removedRows: 10 });
	});

	it('reuses the job of its own execution in a retry, and skips nothing', async () => {
		const created = one(await create(tutorialRows, { executionId: 'retried' }));
		const again = one(await create(tutorialRows, { executionId: 'retried' }));
		expect(again).toMatchObject({ skipped: false, reused: true, tunedModel: created['tunedModel'] });
		expect(await jobs()).toHaveLength(1);
	});

	it('starts one job for executions at the same moment', async () => {
		const runs = await Promise.all([create(tutorialRows), create(tutorialRows), create(tutorialRows)]);
		for (const run of runs) expect(run.error()).toBeUndefined();
		expect(await jobs()).toHaveLength(1);
	});

	it('finds a job that was created without the option', async () => {
		one(await create(tutorialRows, { options: { createOnlyIfChanged: {} } }));
		expect(one(await create(tutorialRows))).toMatchObject({ skipped: true, newRows: 0 });
	});

	it('creates anew after a job that failed', async () => {
		scene.emulator.faults.add({ kind: 'failJob', times: 1, match: { method: 'POST' } });
		one(await create(tutorialRows));
		scene.emulator.clock.advance(anHour);
		expect(one(await create(tutorialRows))).toMatchObject({ skipped: false, previousJob: null, attempt: 2 });
	});

	it('separates series by their names, or by display names', async () => {
		one(await create(tutorialRows));
		const more = [...tutorialRows, ...extra(0, 1)];
		const others: Given[] = [
			{ condition: { series: 'another' } },
			{ parameters: { displayName: 'Another' } },
		];
		for (const given of others) {
			expect(one(await create(more, given))).toMatchObject({ skipped: false, previousJob: null });
			expect(one(await create(tutorialRows, given))).toMatchObject({ skipped: true, removedRows: 1 });
		}
		expect(one(await create(more))).toMatchObject({ skipped: true, newRows: 1 });
	});

	it('starts no second job for another series with equal rows', async () => {
		const { tunedModel } = one(await create(tutorialRows));
		const other = one(await create(tutorialRows, { condition: { series: 'another' } }));
		expect(other).toMatchObject({ skipped: false, previousJob: null, reused: true, tunedModel });
		expect(await jobs()).toHaveLength(1);
	});

	it('needs a name for the series', async () => {
		const run = await create(tutorialRows, { parameters: { displayName: '' } });
		expect(run.error()?.message).toMatch(/needs a display name or a series/);
		expect(started()).toEqual([]);
		const named = { condition: { series: 'mine' }, parameters: { displayName: '' } };
		expect(one(await create(tutorialRows, named))).toMatchObject({ skipped: false });
	});

	it('always creates with Force New', async () => {
		one(await create(tutorialRows));
		const forced = one(await create(tutorialRows, { options: { forceNew: true } }));
		expect(forced).toMatchObject({ skipped: false, reused: false });
		expect(forced).not.toHaveProperty('reason');
		expect(started()).toHaveLength(2);
	});

	it('does not wait for a job that it did not create', async () => {
		one(await create(tutorialRows));
		const parameters = { waitForCompletion: true, timeout: 60 };
		expect(one(await create(tutorialRows, { parameters }))).toMatchObject({ skipped: true });
	});

	describe('if the earlier rows are missing', () => {
		/** At the Gemini API somebody removed the note from the description; at Vertex AI the file. */
		async function lose(): Promise<void> {
			if (api === 'gemini') return;
			const { url, accessToken, project } = scene.emulator;
			const headers = { authorization: `Bearer ${accessToken}`, 'x-goog-user-project': project };
			const bucket = `${url}/storage.googleapis.com/storage/v1/b/${project}-tuning-us-central1/o`;
			const listed: unknown = await (
				await fetch(`${bucket}?prefix=n8n-gemini-tuning/datasets`, { headers })
			).json();
			for (const { name } of Object(listed).items) {
				await fetch(`${bucket}/${encodeURIComponent(name)}`, { method: 'DELETE', headers });
			}
		}

		/** A job of the series that cannot be compared. */
		async function given(): Promise<void> {
			const unnoted = api === 'gemini' ? { options: { createOnlyIfChanged: {} } } : {};
			one(await create(tutorialRows, unnoted));
			await lose();
			started();
		}

		it.each([
			['create', false, 1, /can't be compared: .* is 'Create', the node created a job/],
			['skip', true, 0, /can't be compared: .* is 'Skip', the node created nothing/],
		] as const)('does what the user chose: %s', async (ifMissing, skipped, jobCount, reason) => {
			await given();
			const item = one(await create([...tutorialRows, ...extra(0, 1)], { condition: { ifMissing } }));
			expect(item).toMatchObject({ skipped, newRows: null, reason: expect.stringMatching(reason) });
			expect(started()).toHaveLength(jobCount);
		});

		it('needs no rows to see that nothing has changed', async () => {
			await given();
			expect(one(await create(tutorialRows))).toMatchObject({ skipped: true, newRows: 0 });
		});
	});

	async function jobs() {
		const backendAt = api === 'gemini' ? geminiBackendAt : vertexBackendAt;
		return (await backendAt(scene.emulator).list()).items;
	}
});
