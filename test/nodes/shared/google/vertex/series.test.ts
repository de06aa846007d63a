import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import type { Predecessor, TuningSpec } from '../../../../../nodes/shared/google/tuning.ts';
import { putLine } from '../../../../../nodes/shared/google/vertex/storage/exampleLine.ts';
import {
	objectUrl,
	parseUri,
	uploadUrl,
} from '../../../../../nodes/shared/google/vertex/storage/storageCalls.ts';
import type { Dataset, Example } from '../../../../../nodes/shared/domain/dataset/dataset.ts';
import { buildDataset } from '../../../../../nodes/shared/domain/dataset/buildDataset.ts';
import type { Trace } from '../../../../../nodes/shared/domain/series.ts';
import { seriesId } from '../../../../../nodes/shared/domain/series.ts';
import { storageAt, vertexBackendAt } from '../../../../vertexClient.ts';
import { anHour, bucket, creations, data, examples, key, spec } from './scene.ts';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1, jobQuota: { concurrentJobs: 20 } });
});

beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

const series = seriesId('Number Predictor');
const trace: Trace = { series, run: 'run1', comparable: true };

const backend = () => vertexBackendAt(emulator);

async function create(dataset: Dataset = data, changed: Partial<TuningSpec> = {}, noted: Trace = trace) {
	return await backend().create({ ...spec, ...changed }, dataset, key, noted);
}

async function last(): Promise<Predecessor> {
	const found = await backend().lastOfSeries(series);
	if (!found) throw new Error('The series has no job');
	return found;
}

const labels = () => creations(emulator).map((body) => Object(Object(body).labels));

describe('a job’s labels', () => {
	test('contain fingerprint, count, series and run of rows', async () => {
		await create(buildDataset(examples, examples.slice(0, 3)));
		expect(labels()).toEqual([
			{
				'n8n-tuning-key': expect.any(String),
				'n8n-tuning-data': buildDataset(examples, examples.slice(0, 3)).fingerprint.slice(0, 32),
				'n8n-tuning-rows': '15',
				'n8n-tuning-validation-rows': '3',
				'n8n-tuning-series': series,
				'n8n-tuning-run': 'run1',
			},
		]);
	});

	test('include the labels of the user', async () => {
		await create(data, { labels: { team: 'sums' } });
		expect(labels()).toEqual([expect.objectContaining({ team: 'sums', 'n8n-tuning-series': series })]);
	});

	test('are not part of the idempotency key', async () => {
		const { job } = await create();
		const others: Trace[] = [
			{ comparable: false },
			{ series: 'another', run: 'run2', comparable: true },
			{ ...trace, run: 'run2' },
		];
		for (const other of others) {
			expect(await create(data, {}, other)).toMatchObject({
				reused: true,
				attempt: 1,
				job: { name: job.name },
			});
		}
		expect(await backend().create(spec, data, key)).toMatchObject({ reused: true, attempt: 1 });
		expect(creations(emulator)).toHaveLength(1);
	});

	test('contain the fingerprint of a dataset in Cloud Storage', async () => {
		await create();
		const [first] = creations(emulator);
		const { trainingDatasetUri } = Object(Object(first).supervisedTuningSpec);
		await backend().createFromStored?.(spec, { trainingUri: trainingDatasetUri }, key, trace);
		expect(labels()[1]).toEqual({
			'n8n-tuning-key': expect.any(String),
			'n8n-tuning-data': expect.stringMatching(/^[0-9a-f]{32}$/),
			'n8n-tuning-series': series,
			'n8n-tuning-run': 'run1',
		});
	});
});

describe('the last job of a series', () => {
	const epochs = (epochCount: number) => ({ epochCount });

	test('is the newest, running or done', async () => {
		expect(await backend().lastOfSeries(series)).toBeUndefined();
		await create(data, epochs(1));
		emulator.clock.advance(anHour);
		const { job } = await create(data, epochs(2));
		expect((await last()).job).toMatchObject({ name: job.name, state: 'pending' });
		emulator.clock.advance(anHour);
		expect(await last()).toMatchObject({ job: { name: job.name, state: 'succeeded' }, run: 'run1' });
	});

	test('is not one that failed, was canceled or belongs to another series', async () => {
		const { job } = await create(data, epochs(1));
		emulator.clock.advance(anHour);
		emulator.faults.add({ kind: 'failJob', times: 1, match: { path: '/tuningJobs$' } });
		await create(data, epochs(2));
		emulator.clock.advance(anHour);
		const { job: cancelled } = await create(data, epochs(3));
		await backend().cancel(cancelled.name ?? '');
		emulator.clock.advance(anHour);
		await create(data, epochs(4), { series: seriesId('Other'), comparable: true });
		await backend().create({ ...spec, ...epochs(5) }, data, key);
		expect((await last()).job.name).toBe(job.name);
	});

	test('is not one whose model was deleted', async () => {
		const { job } = await create(data, epochs(1));
		emulator.clock.advance(anHour);
		const { job: deleted } = await create(data, epochs(2));
		emulator.clock.advance(anHour);
		await backend().remove(deleted.name ?? '');
		expect((await last()).job.name).toBe(job.name);
	});
});

describe('comparing', () => {
	const changedTo = (rows: Example[]) => buildDataset(rows.map((row, item) => ({ ...row, item })));
	const gets = () =>
		emulator.requests.list().filter(({ method, host }) => method === 'GET' && host.startsWith('storage'));

	test('reads nothing for an equal fingerprint', async () => {
		await create();
		emulator.requests.clear();
		expect(await (await last()).compare(changedTo(examples.toReversed()))).toEqual({
			newRows: 0,
			changedRows: 0,
			removedRows: 0,
			plusMinus: null,
		});
		expect(gets()).toEqual([]);
	});

	test('counts new, changed and removed rows against the job’s file', async () => {
		await create(buildDataset(examples.slice(3), examples.slice(0, 3)));
		const [, second, ...others] = examples;
		const now = changedTo([
			{ item: 0, input: 'new', output: 'row' },
			{ item: 0, input: second?.input ?? '', output: 'changed' },
			...others,
		]);
		emulator.requests.clear();
		expect(await (await last()).compare(now)).toEqual({
			newRows: 1,
			changedRows: 1,
			removedRows: 1,
			plusMinus: null,
		});
		expect(gets()).toHaveLength(2);
	});

	test('ignores a row that moved to the other set', async () => {
		await create(buildDataset(examples.slice(3), examples.slice(0, 3)));
		expect(await (await last()).compare(buildDataset(examples.slice(2), examples.slice(0, 2)))).toMatchObject(
			{
				newRows: 0,
				changedRows: 0,
				removedRows: 0,
			},
		);
	});

	test('counts another system instruction as a change of every row', async () => {
		await create();
		const changed = changedTo(examples.map((row) => ({ ...row, systemInstruction: 'Count on.' })));
		expect(await (await last()).compare(changed)).toMatchObject({ changedRows: 15, newRows: 0 });
	});

	test('compares both outputs of preferences', async () => {
		const preferences = (worse: string) => changedTo(examples.map((row) => ({ ...row, rejected: worse })));
		await create(preferences('no'), { method: 'preference' });
		const some = [...preferences('no').examples.slice(1), ...preferences('never').examples.slice(0, 1)];
		expect(await (await last()).compare(changedTo(some))).toMatchObject({ changedRows: 1, newRows: 0 });
	});

	test('counts the earlier turns of a conversation as input', async () => {
		const after = (answer: string): Example[] =>
			examples.map((row) => ({
				...row,
				earlier: [
					{ role: 'user', text: 'Ready?' },
					{ role: 'model', text: answer },
				],
			}));
		await create(changedTo(after('Yes.')));
		const now = changedTo([...after('Yes.').slice(2), ...after('No.').slice(0, 2)]);
		expect(await (await last()).compare(now)).toMatchObject({ newRows: 2, changedRows: 0, removedRows: 2 });
	});

	test('compares a dataset in Cloud Storage', async () => {
		await create();
		const [first] = creations(emulator);
		const { trainingDatasetUri: trainingUri } = Object(Object(first).supervisedTuningSpec);
		await create(changedTo(examples.slice(5)));
		expect(await (await last()).compare({ trainingUri })).toMatchObject({ newRows: 5, changedRows: 0 });
	});

	describe('a file of the user', () => {
		const trainingUri = `gs://${bucket}/rows.jsonl`;
		const path = { bucket, name: 'rows.jsonl' };

		async function write(rows: Example[]) {
			const { raw, origin } = storageAt(emulator);
			const texts: string[] = [];
			rows.forEach((row) => putLine(row, (text) => texts.push(text)));
			await raw({
				method: 'POST',
				url: uploadUrl(origin, path),
				query: { uploadType: 'media', name: path.name },
				headers: { 'content-type': 'application/jsonl' },
				body: Buffer.from(texts.join('')),
			});
		}

		beforeEach(async () => {
			await create(data, {}, { comparable: false });
			await write(examples);
			await backend().createFromStored?.({ ...spec, epochCount: 2 }, { trainingUri }, key, trace);
		});

		const none = { newRows: 0, changedRows: 0, removedRows: 0, plusMinus: null };

		test('is compared while it is the same', async () => {
			expect(await (await last()).compare({ trainingUri })).toEqual(none);
			expect(await (await last()).compare(changedTo(examples.slice(1)))).toEqual({ ...none, removedRows: 1 });
		});

		test('is not compared after it was overwritten', async () => {
			await write([...examples, { item: 15, input: 'new', output: 'row' }]);
			expect(await (await last()).compare({ trainingUri })).toEqual({
				missing: `'${trainingUri}' was overwritten after the job started.`,
			});
		});
	});

	test('reports the missing file', async () => {
		await create();
		const [first] = creations(emulator);
		const { trainingDatasetUri } = Object(Object(first).supervisedTuningSpec);
		const { raw, origin } = storageAt(emulator);
		const url = objectUrl(origin, parseUri(trainingDatasetUri) ?? { bucket: '', name: '' });
		await raw({ method: 'DELETE', url });
		expect(await (await last()).compare(changedTo(examples.slice(1)))).toEqual({
			missing: `the object '${trainingDatasetUri}' no longer exists.`,
		});
	});

	test('fails while Cloud Storage is unavailable', async () => {
		await create();
		const previous = await last();
		emulator.faults.add({ kind: 'error', match: { host: 'storage.googleapis.com' } });
		await expect(previous.compare(changedTo(examples.slice(1)))).rejects.toMatchObject({ httpStatus: 503 });
		emulator.faults.clear();
	});
});
