/** The losses of a job at Vertex AI, from the emulator's TensorBoard. */
import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import type { TuningBackend } from '../../../../../nodes/shared/google/backend.ts';
import type { Dataset } from '../../../../../nodes/shared/domain/dataset/dataset.ts';
import { buildDataset } from '../../../../../nodes/shared/domain/dataset/buildDataset.ts';
import { toJobOutput } from '../../../../../nodes/shared/domain/jobOutput.ts';
import type { TuningJob } from '../../../../../nodes/shared/domain/job.ts';
import { fetchRaw, vertexBackendAt } from '../../../../vertexClient.ts';
import { anHour, bucket, key } from './scene.ts';

let emulator: Emulator;
let backend: TuningBackend;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1, jobQuota: { concurrentJobs: 20 } });
	backend = vertexBackendAt(emulator);
});

beforeEach(() => {
	emulator.reset();
});

afterAll(async () => await emulator.close());

const words = 'red blue green gold gray pink teal plum'.split(' ');

/** Words that have nothing to do with the output, so that a model can only learn them by heart. */
function noise(row: number) {
	const input = [row * 3, row * 5 + 1, row * row].map((index) => words[index % words.length]).join(' ');
	return { item: row, input, output: (row * 7) % 10 < 3 ? 'no' : 'yes' };
}

const rows = (from: number, step: number) => Array.from({ length: 20 }, (_, row) => noise(from + row * step));
const validated = buildDataset(rows(0, 1), rows(23, 11));

async function create(data: Dataset, settings: object = {}): Promise<TuningJob & { name: string }> {
	const spec = {
		source: { baseModel: 'gemini-3.5-flash' },
		bucket,
		createBucket: true,
		displayName: 'M',
		...settings,
	};
	const { job } = await backend.create(spec, data, key);
	const { name } = job;
	if (name === null) throw new Error('The job has no name');
	return { ...job, name };
}

const measured = async ({ name }: { name: string }) => await backend.withMetrics(await backend.get(name));

/** Requests since the last call, by the last parts of their paths. */
function requests(): number {
	const { length } = emulator.requests.list();
	emulator.requests.clear();
	return length;
}

test('a job has a snapshot for each step, with validation at some of them', async () => {
	const { name } = await create(validated, { epochCount: 30 });
	emulator.clock.advance(anHour);
	const job = await measured({ name });
	expect(job.metricsProblem).toBeNull();
	expect(job.snapshots.map(({ meanLoss }) => Math.fround(meanLoss ?? 0))).toEqual(
		emulator.vertex.losses(name).map(Math.fround),
	);
	expect(job.snapshots[0]).toMatchObject({
		step: 1,
		epoch: 0,
		accuracy: expect.any(Number),
		validationLoss: null,
	});
	expect(job.snapshots.at(-1)).toMatchObject({ step: job.totalSteps, epoch: 30 });
	expect(job.snapshots.filter(({ validationLoss }) => validationLoss !== null).length).toBeGreaterThan(10);
	expect(job).toMatchObject({ completedSteps: job.totalSteps, completedPercent: 100, divergedAtStep: null });
});

test('after too many epochs the best checkpoint is not the last', async () => {
	const { name } = await create(validated, { epochCount: 30 });
	emulator.clock.advance(anHour);
	const { bestCheckpoint, checkpoints } = toJobOutput(await measured({ name }));
	expect(bestCheckpoint?.checkpointId).not.toBe(checkpoints.at(-1)?.checkpointId);
	expect(bestCheckpoint?.endpoint).toEqual(expect.stringContaining('/endpoints/'));
	expect(bestCheckpoint?.reason).toContain(`step ${bestCheckpoint?.step} of ${checkpoints.at(-1)?.step}`);
});

test('without validation data the last checkpoint is the best', async () => {
	const { name } = await create(buildDataset(rows(0, 1)), { epochCount: 3 });
	emulator.clock.advance(anHour);
	const { bestCheckpoint, validationLoss } = toJobOutput(await measured({ name }));
	expect(bestCheckpoint).toMatchObject({ checkpointId: '3', validationLoss: null });
	expect(validationLoss).toBeNull();
});

test('a poll costs two requests after the first', async () => {
	const data = buildDataset(Array.from({ length: 800 }, (_, row) => noise(row)));
	const { name } = await create(data, { epochCount: 10 });
	emulator.clock.advance(400_000);
	requests();
	const first = await measured({ name });
	// Google doesn't report the total of a running supervised job.
	expect([first.totalSteps, requests()]).toEqual([null, 5]);
	emulator.clock.advance(60_000);
	const second = await measured({ name });
	expect(requests()).toBe(2);
	expect(second.completedSteps).toBeGreaterThan(first.completedSteps ?? Infinity);
	emulator.clock.advance(anHour);
	const last = await measured({ name });
	expect(last).toMatchObject({ totalSteps: 2000, completedSteps: 2000, completedPercent: 100 });
	expect(last.snapshots.filter(({ meanLoss }) => meanLoss !== null)).toHaveLength(1000);
});

test('validation that begins later is found', async () => {
	const { name } = await create(validated, { epochCount: 30 });
	emulator.clock.advance(60_000 + 30_000 + 1_000);
	const first = await measured({ name });
	expect([first.snapshots.length, first.snapshots.at(-1)?.validationLoss]).toEqual([2, null]);
	emulator.clock.advance(anHour);
	expect(toJobOutput(await measured({ name })).validationLoss).toBeGreaterThan(0);
});

test('a training that diverges names the step', async () => {
	const { name } = await create(validated, { epochCount: 30, learningRateMultiplier: 1e38 });
	emulator.clock.advance(anHour);
	const { divergedAtStep, snapshots } = await measured({ name });
	expect(divergedAtStep).toBeGreaterThan(1);
	expect(snapshots[(divergedAtStep ?? 0) - 1]?.meanLoss).toBeNull();
});

test.each([
	['noRun', "The job's TensorBoard has no run yet."],
	['emptyRun', "The job's TensorBoard run is empty."],
] as const)('a job with %s says why it has no losses', async (fault, problem) => {
	const { name } = await create(validated, { epochCount: 3 });
	emulator.clock.advance(anHour);
	emulator.vertex.changeMetrics(name, fault);
	expect(await measured({ name })).toMatchObject({
		state: 'succeeded',
		snapshots: [],
		metricsProblem: problem,
	});
});

test('the run of an evaluation is passed over, and an unknown series is kept', async () => {
	const { name } = await create(validated, { epochCount: 3 });
	emulator.clock.advance(anHour);
	emulator.vertex.changeMetrics(name, 'evaluationRun');
	expect((await measured({ name })).snapshots).toHaveLength(15);
	const other = await create(validated, { epochCount: 4 });
	emulator.clock.advance(anHour);
	emulator.vertex.changeMetrics(other.name, 'unknownSeries');
	const { otherMetrics } = await measured(other);
	expect(otherMetrics['/train_gradient_norm']).toHaveLength(20);
});

test('a run that shows up after the run of an evaluation is found', async () => {
	const { name } = await create(validated, { epochCount: 3 });
	emulator.clock.advance(anHour);
	emulator.vertex.changeMetrics(name, 'evaluationRun');
	const raw = fetchRaw(emulator);
	const withoutTraining = vertexBackendAt(emulator, {
		raw: async (request) => {
			const response = await raw(request);
			if (!request.url.endsWith('/runs')) return response;
			const { tensorboardRuns } = JSON.parse(response.text);
			return { ...response, text: JSON.stringify({ tensorboardRuns: tensorboardRuns.slice(0, 1) }) };
		},
	});
	expect((await withoutTraining.withMetrics(await backend.get(name))).snapshots).toEqual([]);
	expect((await measured({ name })).snapshots).toHaveLength(15);
});

test('an account that may not read TensorBoard gets the job and the role that it lacks', async () => {
	const { name } = await create(validated, { epochCount: 3 });
	emulator.clock.advance(anHour);
	const account = `emulator@${emulator.project}.iam.gserviceaccount.com`;
	emulator.permissions.grant(account, `projects/${emulator.project}`, ['aiplatform.tuningJobs.*']);
	const { state, metricsProblem } = await measured({ name });
	expect(state).toBe('succeeded');
	expect(metricsProblem).toMatch(/^The credential's account can't read the TensorBoard\. Give it the role/);
});

test('a job without an experiment has a reason, and costs no request for metrics', async () => {
	const { name } = await create(validated, { epochCount: 3 });
	const job = await backend.get(name);
	requests();
	expect(await backend.withMetrics(job)).toMatchObject({ metricsProblem: 'The job has no experiment yet.' });
	expect(requests()).toBe(0);
});
