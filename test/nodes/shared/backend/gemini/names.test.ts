import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import { ConfigurationError } from '../../../../../nodes/shared/backend/errors';
import { buildDataset } from '../../../../../nodes/shared/domain/buildDataset';
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

it('does not take the way to another model through the name of a permission', async () => {
	await trained('victim');
	for (const permission of ['..\\..\\victim', '..%5C..%5Cvictim', '%2e%2e']) {
		const removing = backend().sharing?.remove(`tunedModels/x/permissions/${permission}`);
		await expect(removing).rejects.toMatchObject({ httpStatus: 404 });
	}
	expect((await backend().get('victim')).state).toBe('running');
});

it('does not cancel the first job there is when the name is made of dots', async () => {
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
])('asks nothing of a name that is none: %s', async (_, ask) => {
	await expect((async () => await ask())()).rejects.toThrow(ConfigurationError);
	expect(emulator.requests.list()).toEqual([]);
});

it('keeps an ID in its own part of the path', async () => {
	await expect(backend().get('a/../../models?x#y')).rejects.toMatchObject({ httpStatus: 404 });
	expect(emulator.requests.list().map(({ path }) => path)).toEqual([
		'/v1beta/tunedModels/a%2F..%2F..%2Fmodels%3Fx%23y',
	]);
});
