/** Looking after batch jobs. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { BatchJob } from '../../../nodes/shared/domain/batch.ts';
import { runNode } from '../../engine/run.ts';
import { runAsTool } from '../../engine/runAsTool.ts';
import { vertexBackendAt } from '../../vertexClient.ts';
import type { Scene } from '../scene.ts';
import { anHour, setScene } from '../scene.ts';
import { batchesOf, key, questions, spec } from '../shared/google/vertex/batch/scene.ts';

let scene: Scene;

beforeEach(async () => {
	scene = await setScene('vertex');
});

afterEach(async () => await scene.emulator.close());

const batches = () => batchesOf(vertexBackendAt(scene.emulator));

async function start(displayName: string, count: number): Promise<BatchJob> {
	const { job } = await batches().create({ ...spec, displayName }, questions(count), key);
	scene.emulator.clock.advance(1);
	scene.seen();
	return job;
}

async function run(parameters: INodeParameters): Promise<IDataObject[]> {
	const node = scene.node('geminiTunedModel', { resource: 'batchJob', ...parameters });
	const done = await runNode(node, { credentials: scene.credentials });
	const error = done.error();
	if (error) throw error;
	return done.json('Node');
}

it("gets a job, simplified or with the service's state", async () => {
	const { name } = await start('Questions', 2);
	scene.emulator.clock.advance(anHour);
	expect(await run({ operation: 'get', batchJob: name })).toEqual([
		expect.objectContaining({
			name,
			state: 'succeeded',
			succeededCount: 2,
			failedCount: 0,
			explanation: null,
		}),
	]);
	expect(await run({ operation: 'get', batchJob: name, simplify: false })).toEqual([
		expect.objectContaining({ rawState: 'JOB_STATE_SUCCEEDED', counts: expect.anything() }),
	]);
});

it('gets many jobs up to the limit and by filter', async () => {
	for (const [index, name] of ['One', 'Two', 'Three'].entries()) await start(name, index + 1);
	const names = async (more: INodeParameters) =>
		(await run({ operation: 'getAll', ...more })).map(({ displayName }) => displayName);
	expect(await names({ returnAll: true })).toEqual(['Three', 'Two', 'One']);
	expect(await names({ returnAll: false, limit: 2 })).toEqual(['Three', 'Two']);
	expect(await names({ returnAll: true, filters: { filter: 'display_name="Two"' } })).toEqual(['Two']);
});

it('cancels a job', async () => {
	const { name } = await start('Questions', 2);
	expect(await run({ operation: 'cancel', batchJob: name })).toEqual([{ name, cancelRequested: true }]);
	expect((await batches().get(name)).state).toBe('cancelling');
});

it('deletes a finished job, but not for an agent without permission', async () => {
	const { name } = await start('Questions', 2);
	scene.emulator.clock.advance(anHour);
	const tool = scene.node('geminiTunedModel', { resource: 'batchJob', operation: 'delete', batchJob: name });
	await expect(runAsTool(tool, { credentials: scene.credentials })).rejects.toThrow(
		'allowed to delete a batch job',
	);
	expect(await run({ operation: 'delete', batchJob: name })).toEqual([{ deleted: true }]);
	await expect(batches().get(name)).rejects.toMatchObject({ httpStatus: 404 });
});
