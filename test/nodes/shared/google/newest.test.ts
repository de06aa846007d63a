import type { Emulator } from '../../../../emulator/api.ts';
import { startEmulator } from '../../../../emulator/api.ts';
import type { TuningBackend } from '../../../../nodes/shared/google/backend';
import type { TuningSpec } from '../../../../nodes/shared/google/tuning';
import { findNewest } from '../../../../nodes/shared/google/newestByName';
import { buildDataset } from '../../../../nodes/shared/domain/dataset/buildDataset';
import { geminiBackendAt } from '../../../fetchClient.ts';
import { tutorialExamples } from '../../../fixtures/tutorial.ts';

const data = buildDataset(tutorialExamples.map(([input, output], item) => ({ item, input, output })));
const name = 'Number Predictor';
const anHour = 3_600_000;

let emulator: Emulator;
let backend: TuningBackend;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1 });
	backend = geminiBackendAt(emulator);
});

afterEach(async () => await emulator.close());

async function train(displayName: string, more: Partial<TuningSpec> = {}): Promise<string> {
	const source = { baseModel: 'gemini-1.5-flash-001-tuning' };
	const { job } = await backend.create({ source, displayName, ...more }, data, { project: emulator.project });
	return job.tunedModel ?? '';
}

async function trainToTheEnd(displayName: string, more: Partial<TuningSpec> = {}): Promise<string> {
	const model = await train(displayName, more);
	emulator.clock.advance(anHour);
	return model;
}

it('finds the newest model of a name among others', async () => {
	await trainToTheEnd(name, { modelId: 'zz-oldest' });
	await trainToTheEnd(name, { modelId: 'aa-newest' });
	await trainToTheEnd('Number Predictor 2');
	await trainToTheEnd('number predictor');
	const { usable, all } = await findNewest(backend, name);
	expect(usable?.tunedModel).toBe('tunedModels/aa-newest');
	expect(all.map(({ tunedModel }) => tunedModel)).toEqual(['tunedModels/aa-newest', 'tunedModels/zz-oldest']);
});

it('returns the ready model while a newer one trains', async () => {
	const ready = await trainToTheEnd(name, { epochCount: 4 });
	const training = await train(name, { epochCount: 5 });
	expect((await findNewest(backend, name)).usable?.tunedModel).toBe(ready);
	emulator.clock.advance(anHour);
	expect((await findNewest(backend, name)).usable?.tunedModel).toBe(training);
});

it('ignores a newer model that failed or was canceled', async () => {
	const ready = await trainToTheEnd(name, { epochCount: 3 });
	emulator.faults.add({ kind: 'failJob', times: 1 });
	await trainToTheEnd(name, { epochCount: 4 });
	const cancelled = await train(name, { epochCount: 5 });
	emulator.clock.advance(2_000);
	await backend.cancel(cancelled);
	const { usable, all } = await findNewest(backend, name);
	expect(usable?.tunedModel).toBe(ready);
	expect(all.map(({ state }) => state)).toEqual(['cancelled', 'failed', 'succeeded']);
});

it('goes through all pages', async () => {
	const wanted = await trainToTheEnd(name);
	for (let i = 0; i < 101; i++) await train(`Other ${i}`, { epochCount: 1 });
	expect((await findNewest(backend, name)).usable?.tunedModel).toBe(wanted);
	const pages = emulator.requests
		.list()
		.filter(({ method, path }) => method === 'GET' && /tunedModels$/.test(path));
	expect(pages).toHaveLength(2);
});

it('finds nothing without models', async () => {
	expect(await findNewest(backend, name)).toEqual({ usable: undefined, all: [] });
});
