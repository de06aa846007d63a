/** Metrics of tuning jobs, read by Google's own clients over REST, and by hand where a client can't make the request. */
import { MetadataServiceClient, TensorboardServiceClient } from '@google-cloud/aiplatform';
import { googleAuthLibrary } from 'google-gax';
import type { Emulator } from '../../emulator/api.ts';
import { LONG, send } from './support.ts';
import { startTuning } from './tuningSupport.ts';
import { get, hostOf, jsonl, line, start, supervised, tutorialLines, upload } from './vertexSupport.ts';
import type { JobBody } from './vertexSupport.ts';

let emulator: Emulator;
let tensorboard: TensorboardServiceClient;
let metadata: MetadataServiceClient;

beforeEach(async () => {
	emulator = await startTuning();
	const authClient = new googleAuthLibrary.OAuth2Client({
		transporterOptions: { fetchImplementation: fetch },
	});
	authClient.setCredentials({ access_token: emulator.accessToken });
	const { hostname, port } = new URL(emulator.url);
	const options = { fallback: true, apiEndpoint: hostname, port: Number(port), protocol: 'http', authClient };
	tensorboard = new TensorboardServiceClient(options);
	metadata = new MetadataServiceClient(options);
	await upload(emulator, jsonl(tutorialLines.slice(0, 5)), 'validation.jsonl');
});
afterEach(async () => await emulator.close());

const withValidation = { validationDatasetUri: 'gs://tuning-data/validation.jsonl' };

/** A finished job, and the names that lead to its metrics. */
async function finishedJob(spec: object = withValidation, epochCount = 4) {
	const { name } = await start(emulator, supervised({ epochCount }, {}, spec));
	emulator.clock.advance(LONG);
	return await metricsOf(name);
}

async function metricsOf(name: string) {
	const { experiment = '' } = (await get<JobBody>(emulator, name)).body;
	const [context] = await metadata.getContext({ name: experiment });
	const board = context.metadata?.fields?.['backing_tensorboard_resource']?.stringValue ?? '';
	const parent = `${board}/experiments/${experiment.split('/').at(-1)}`;
	const [runs] = await tensorboard.listTensorboardRuns({ parent });
	return { name, board, runs };
}

test('the losses of a job stand in the TensorBoard of its experiment', async () => {
	const { name, board, runs } = await finishedJob();
	expect(runs).toHaveLength(1);
	const [series] = await tensorboard.listTensorboardTimeSeries({ parent: runs[0]?.name ?? '' });
	const byName = new Map(series.map((one) => [one.displayName, one]));
	expect([...byName.keys()].sort()).toEqual([
		'/eval_fraction_of_correct_next_step_preds',
		'/eval_num_predictions',
		'/eval_total_loss',
		'/train_fraction_of_correct_next_step_preds',
		'/train_num_predictions',
		'/train_total_loss',
	]);
	const [{ timeSeriesData }] = await tensorboard.batchReadTensorboardTimeSeriesData({
		tensorboard: board,
		timeSeries: [byName.get('/train_total_loss')?.name ?? ''],
	});
	const values = timeSeriesData?.[0]?.values ?? [];
	const losses = values.map(({ scalar }) => Math.fround(scalar?.value ?? 0));
	expect(losses).toEqual(emulator.vertex.losses(name).map(Math.fround));
	expect(values.map(({ step }) => Number(step))).toEqual(losses.map((_, index) => index + 1));
	expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
	expect(Number(byName.get('/train_total_loss')?.metadata?.maxStep)).toBe(losses.length);
});

test('validation series exist only with validation data', async () => {
	const { runs } = await finishedJob({});
	const [series] = await tensorboard.listTensorboardTimeSeries({ parent: runs[0]?.name ?? '' });
	expect(series.map(({ displayName }) => displayName).filter((name) => name?.startsWith('/eval'))).toEqual(
		[],
	);
});

test('too many epochs on few rows overfit: the validation loss falls and rises again', async () => {
	// Words that have nothing to do with the labels can only be learned by heart.
	const words = 'red blue green gold gray pink teal plum'.split(' ');
	const noise = (row: number) =>
		line(
			[row * 3, row * 5 + 1, row * row].map((index) => words[index % words.length]).join(' '),
			(row * 7) % 10 < 3 ? 'no' : 'yes',
		);
	const rows = (from: number, step: number) =>
		Array.from({ length: 20 }, (_, row) => noise(from + row * step));
	await upload(emulator, jsonl(rows(0, 1)), 'train.jsonl');
	await upload(emulator, jsonl(rows(23, 11)), 'validation.jsonl');
	const { runs } = await finishedJob(withValidation, 30);
	const [series] = await tensorboard.listTensorboardTimeSeries({ parent: runs[0]?.name ?? '' });
	const { name = '' } = series.find(({ displayName }) => displayName === '/eval_total_loss') ?? {};
	const [{ timeSeriesData }] = await tensorboard.readTensorboardTimeSeriesData({
		tensorboardTimeSeries: name,
	});
	const losses = (timeSeriesData?.values ?? []).map(({ scalar }) => scalar?.value ?? 0);
	expect(Math.min(...losses)).toBeLessThan(0.9 * (losses.at(-1) ?? 0));
});

test('metrics appear step by step while the job runs', async () => {
	const { name } = await start(emulator);
	expect((await get<JobBody>(emulator, name)).body.experiment).toBeUndefined();
	emulator.clock.advance(60_000);
	expect((await metricsOf(name)).runs).toEqual([]);
	emulator.clock.advance(34_000);
	const { runs } = await metricsOf(name);
	const [series] = await tensorboard.listTensorboardTimeSeries({ parent: runs[0]?.name ?? '' });
	const steps = series.map(({ metadata }) => Number(metadata?.maxStep));
	expect(new Set(steps)).toEqual(new Set([3]));
});

test('runs and series come in pages', async () => {
	const { runs } = await finishedJob();
	const path = `${hostOf(runs[0]?.name ?? '')}/v1/${runs[0]?.name}/timeSeries?pageSize=4`;
	const first = (
		await send<{ tensorboardTimeSeries: object[]; nextPageToken: string }>(emulator, `GET ${path}`)
	).body;
	const second = await send<{ tensorboardTimeSeries: object[]; nextPageToken?: string }>(
		emulator,
		`GET ${path}&pageToken=${first.nextPageToken}`,
	);
	expect([first.tensorboardTimeSeries.length, second.body.tensorboardTimeSeries.length]).toEqual([4, 2]);
	expect(second.body.nextPageToken).toBeUndefined();
});

test('of more than 1,000 values Google returns a sample in order', async () => {
	await upload(emulator, jsonl(Array.from({ length: 1000 }, (_, row) => line(`q ${row}`, `a ${row % 3}`))));
	const { board, runs } = await finishedJob({}, 5);
	const [series] = await tensorboard.listTensorboardTimeSeries({ parent: runs[0]?.name ?? '' });
	const { name = '', metadata } = series.find(({ displayName }) => displayName === '/train_total_loss') ?? {};
	expect(Number(metadata?.maxStep)).toBe(1250);
	const read = { tensorboard: board, timeSeries: [name ?? ''] };
	const steps = async () => {
		const [{ timeSeriesData }] = await tensorboard.batchReadTensorboardTimeSeriesData(read);
		return (timeSeriesData?.[0]?.values ?? []).map(({ step }) => Number(step));
	};
	const sample = await steps();
	expect(sample).toHaveLength(1000);
	expect(sample).toEqual([...sample].sort((one, other) => one - other));
	expect(await steps()).toEqual(sample);
	const [{ timeSeriesData }] = await tensorboard.readTensorboardTimeSeriesData({
		tensorboardTimeSeries: name,
		maxDataPoints: 2000,
	});
	expect(timeSeriesData?.values).toHaveLength(1250);
});

test('refuses what Google refuses', async () => {
	const { board, runs } = await finishedJob();
	const host = hostOf(board);
	const status = async (path: string) => (await send(emulator, `GET ${host}/v1/${path}`)).status;
	const series = `${runs[0]?.name}/timeSeries/1`;
	const many = Array.from({ length: 21 }, () => `timeSeries=${encodeURIComponent(series)}`).join('&');
	expect(await status(`${board}:batchRead?${many}`)).toBe(400);
	expect(await status(`${board}:batchRead`)).toBe(400);
	expect(await status(`${board}:batchRead?timeSeries=${encodeURIComponent(series)}`)).toBe(404);
	expect(await status(`${board}/experiments/none/runs`)).toBe(404);
	expect(await status(`${runs[0]?.name}0/timeSeries`)).toBe(404);
	const context = board.replace(/tensorboards.*/, 'metadataStores/default/contexts/none');
	expect(await status(context)).toBe(404);
	emulator.permissions.grant(
		`emulator@${emulator.project}.iam.gserviceaccount.com`,
		`projects/${emulator.project}`,
		['aiplatform.tuningJobs.*'],
	);
	expect(await status(`${runs[0]?.name}/timeSeries`)).toBe(403);
});

test('a test can change what the TensorBoard contains', async () => {
	const { name } = await finishedJob();
	emulator.vertex.changeMetrics(name, 'evaluationRun');
	const { runs } = await metricsOf(name);
	expect(runs.map(({ displayName }) => displayName?.startsWith('evaluation'))).toEqual([true, false]);
	const namesIn = async () => {
		const [run] = (await metricsOf(name)).runs;
		const [series] = await tensorboard.listTensorboardTimeSeries({ parent: run?.name ?? '' });
		return series.map(({ displayName }) => displayName);
	};
	expect(await namesIn()).toEqual(['rouge_l_sum/mean']);
	emulator.vertex.changeMetrics(name, 'unknownSeries');
	expect(await namesIn()).toContain('/train_gradient_norm');
	emulator.vertex.changeMetrics(name, 'emptyRun');
	expect(await namesIn()).toEqual([]);
	emulator.vertex.changeMetrics(name, 'noRun');
	expect((await metricsOf(name)).runs).toEqual([]);
});
