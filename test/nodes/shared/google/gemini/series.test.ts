import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import type { Predecessor, TuningSpec } from '../../../../../nodes/shared/google/tuning';
import type { Dataset } from '../../../../../nodes/shared/domain/dataset/dataset';
import { buildDataset } from '../../../../../nodes/shared/domain/dataset/buildDataset';
import type { Trace } from '../../../../../nodes/shared/domain/series';
import { seriesId } from '../../../../../nodes/shared/domain/series';
import { geminiBackendAt } from '../../../../fetchClient.ts';

const row = (number: number, output = number + 1) => ({
	item: number,
	input: String(number),
	output: String(output),
});
const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => row(from + index));

const few = buildDataset(rows(0, 15));
const spec: TuningSpec = {
	source: { baseModel: 'gemini-1.5-flash-001-tuning' },
	displayName: 'Number Predictor',
	epochCount: 1,
};
const key = { project: 'emulator-project' };
const series = seriesId('Number Predictor');
const trace: Trace = { series, run: 'run1', comparable: true };
const anHour = 3_600_000;

let emulator: Emulator;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1 });
});

afterEach(async () => await emulator.close());

async function create(data: Dataset = few, changed: Partial<TuningSpec> = {}, noted: Trace = trace) {
	return await geminiBackendAt(emulator).create({ ...spec, ...changed }, data, key, noted);
}

async function last(): Promise<Predecessor> {
	const found = await geminiBackendAt(emulator).lastOfSeries(series);
	if (!found) throw new Error('The series has no job');
	return found;
}

const creations = () =>
	emulator.requests.list().filter(({ method, path }) => method === 'POST' && path.endsWith('/tunedModels'));
const descriptions = () => creations().map(({ body }): unknown => Object(body).description);

it('stores the mark after the user’s text and shows only that text', async () => {
	const { job } = await create(few, { description: 'Counts on' });
	const mark = `\\[n8n-tuning series=${series} data=[0-9a-f]{32} rows=15 run=run1 sketch=15\\.[\\w-]{120}\\]`;
	expect(descriptions()).toEqual([expect.stringMatching(new RegExp(`^Counts on ${mark}$`))]);
	expect(job.description).toBe('Counts on');
});

it('stays below 1,000 characters for any number of rows', async () => {
	await create(buildDataset(rows(0, 5_000)));
	expect(String(descriptions()[0]).length).toBeGreaterThan(800);
	expect(String(descriptions()[0]).length).toBeLessThan(1_000);
});

it('stores no sketch by default', async () => {
	await create(few, {}, { series, comparable: false });
	expect(descriptions()).toEqual([expect.stringMatching(/ rows=15 run= sketch=\]$/)]);
});

it.each([[{}], [{ modelId: 'my-model' }], [{ modelId: 'my-model', description: 'Counts on' }]])(
	'makes no difference to which job it is, with %j',
	async (changed) => {
		const { job } = await create(few, changed);
		for (const noted of [{ ...trace, run: 'run2' }, { comparable: false }, trace]) {
			expect(await create(few, changed, noted)).toMatchObject({
				reused: true,
				attempt: 1,
				job: { tunedModel: job.tunedModel },
			});
		}
		const plain = await geminiBackendAt(emulator).create({ ...spec, ...changed }, few, key);
		expect(plain).toMatchObject({ reused: true, job: { tunedModel: job.tunedModel } });
	},
);

it('keeps the mark when the description changes', async () => {
	const { job } = await create(few, { description: 'Counts on' });
	const changed = await geminiBackendAt(emulator).update(job.tunedModel ?? '', { description: 'Counts' });
	expect(changed.description).toBe('Counts');
	expect((await last()).job).toMatchObject({ tunedModel: job.tunedModel, description: 'Counts' });
});

describe('the last job of a series', () => {
	it('is the newest, running or done', async () => {
		expect(await geminiBackendAt(emulator).lastOfSeries(series)).toBeUndefined();
		await create();
		emulator.clock.advance(anHour);
		const { job } = await create(few, { epochCount: 2 });
		expect(await last()).toMatchObject({
			job: { tunedModel: job.tunedModel, state: 'running' },
			run: 'run1',
		});
		emulator.clock.advance(anHour);
		expect((await last()).job.tunedModel).toBe(job.tunedModel);
	});

	it('is not one that failed, was canceled or belongs to another series', async () => {
		const { job } = await create();
		emulator.clock.advance(anHour);
		emulator.faults.add({ kind: 'failJob', times: 1, match: { method: 'POST' } });
		await create(few, { epochCount: 2 });
		emulator.clock.advance(anHour);
		const { job: cancelled } = await create(few, { epochCount: 100 });
		await geminiBackendAt(emulator).cancel(cancelled.name ?? '');
		emulator.clock.advance(anHour);
		await create(few, { epochCount: 4 }, { series: seriesId('Other'), comparable: true });
		await geminiBackendAt(emulator).create({ ...spec, epochCount: 5 }, few, key);
		expect((await last()).job.tunedModel).toBe(job.tunedModel);
	});
});

describe('comparing', () => {
	it('finds no change in another order', async () => {
		await create();
		expect(await (await last()).compare(buildDataset(rows(0, 15).reverse()))).toEqual({
			newRows: 0,
			changedRows: 0,
			removedRows: 0,
			plusMinus: null,
		});
	});

	it('counts few rows', async () => {
		await create();
		const now = buildDataset([...rows(2, 20), row(1, 7)]);
		expect(await (await last()).compare(now)).toEqual({
			newRows: 5,
			changedRows: 1,
			removedRows: 1,
			plusMinus: null,
		});
	});

	it('estimates many, with its error', async () => {
		await create(buildDataset(rows(0, 2_000)));
		const now = buildDataset([
			...rows(300, 2_000).map(({ input }) => row(Number(input))),
			...rows(2_000, 2_400),
		]);
		const changes = await (await last()).compare(now);
		if (!('plusMinus' in changes)) throw new Error(changes.missing);
		const { newRows, changedRows, plusMinus } = changes;
		expect(plusMinus).toBeGreaterThan(0);
		expect(plusMinus).toBeLessThan(200);
		expect(Math.abs(newRows + changedRows - 400)).toBeLessThanOrEqual(plusMinus ?? 0);
	});

	it('reports a missing sketch', async () => {
		await create(few, {}, { series, comparable: false });
		expect(await (await last()).compare(buildDataset(rows(0, 16)))).toEqual({
			missing: 'the description of its model does not contain a sketch of them.',
		});
	});
});
