import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import { ConfigurationError } from '../../../../../nodes/shared/google/http/googleErrors';
import { baseModelName, modelName } from '../../../../../nodes/shared/google/gemini/geminiNames';
import { buildDataset } from '../../../../../nodes/shared/domain/dataset/buildDataset';
import { geminiBackendAt } from '../../../../fetchClient.ts';

const data = buildDataset([{ item: 0, input: 'one', output: 'two' }]);

let emulator: Emulator;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1 });
});

afterEach(async () => await emulator.close());

const backend = () => geminiBackendAt(emulator);
const trained = async (modelId: string) => {
	const source = { baseModel: 'gemini-1.5-flash-001-tuning' };
	await backend().create({ source, modelId }, data, { project: emulator.project });
};

it('does not reach another model through the name of a permission', async () => {
	await trained('victim');
	emulator.requests.clear();
	for (const permission of ['..\\..\\victim', '..%5C..%5Cvictim', '%2e%2e', 'a b', 'a\nb']) {
		const removing = async () => await backend().sharing?.remove(`tunedModels/x/permissions/${permission}`);
		await expect(removing()).rejects.toThrow(ConfigurationError);
	}
	expect(emulator.requests.list()).toEqual([]);
});

it('does not cancel the first job for a name of dots', async () => {
	await trained('victim');
	emulator.requests.clear();
	for (const name of [
		'.',
		'..',
		'tunedModels/..',
		'tunedModels/../operations/one',
		'tunedModels/x/operations/..',
	])
		await expect(backend().cancel(name)).rejects.toThrow(ConfigurationError);
	expect(emulator.requests.list()).toEqual([]);
});

it.each([
	['get', () => backend().get('..')],
	['remove', () => backend().remove('..')],
	['update', () => backend().update('..', { displayName: 'x' })],
	['list permissions', () => backend().sharing?.list('..')],
	['remove a permission', () => backend().sharing?.remove('tunedModels/x/permissions/..')],
	['change a role', () => backend().sharing?.changeRole('tunedModels/../permissions/x', 'READER')],
	['change a role of something else', () => backend().sharing?.changeRole('tunedModels/x', 'READER')],
])('sends no request for an impossible name: %s', async (_, ask) => {
	await expect((async () => await ask())()).rejects.toThrow(ConfigurationError);
	expect(emulator.requests.list()).toEqual([]);
});

it.each([
	'a/../../models?x#y',
	'a/b',
	'tunedModels/a/../b',
	'tunedModels//a',
	'a%2fb',
	'a?b',
	'a#b',
	'a b',
	'a\r\nb',
	'',
	'12345',
	'endpoints/12345',
	'projects/p/locations/us-central1/tuningJobs/1',
	'vertex_ai/12345',
])('sends nothing for %j', async (name) => {
	for (const ask of [
		async () => await backend().get(name),
		async () => await backend().cancel(name),
		async () => await backend().generate(name, { contents: [] }),
	])
		await expect(ask()).rejects.toThrow(ConfigurationError);
	expect(emulator.requests.list()).toEqual([]);
});

it.each([
	['gemini/gemini-1.5-flash', 'models/gemini-1.5-flash'],
	['vertex_ai/gemini/gemini-1.5-flash', 'models/gemini-1.5-flash'],
	['google/gemini-1.5-flash', 'models/gemini-1.5-flash'],
	['publishers/google/models/gemini-1.5-flash', 'models/gemini-1.5-flash'],
	['gemini/models/gemini-1.5-flash', 'models/gemini-1.5-flash'],
])('%s is the base model %s', (text, name) => {
	expect(baseModelName(text)).toBe(name);
});

it.each([
	['number-predictor', 'tunedModels/number-predictor'],
	['gemini/tunedModels/number-predictor', 'tunedModels/number-predictor'],
	[
		'https://generativelanguage.googleapis.com/v1beta/tunedModels/number-predictor:generateContent?alt=sse',
		'tunedModels/number-predictor',
	],
])('%s is the tuned model %s', (text, name) => {
	expect(modelName(text)).toBe(name);
});
