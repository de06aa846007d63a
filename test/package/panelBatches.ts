import type { Emulator } from '../../emulator/api.ts';
import { ask, batchesOf, key, spec } from '../nodes/shared/google/vertex/batch/scene.ts';
import { vertexBackendAt } from '../vertexClient.ts';

/**
 * Makes batch jobs that end in every way. No time must be taken by them as it stands.
 *
 * @returns the name of one that answered one prompt and failed at another
 */
export async function runBatches(emulator: Emulator): Promise<string> {
	const { clock, faults, vertex } = emulator;
	const batches = batchesOf(vertexBackendAt(emulator));
	const create = async (displayName: string, texts: string[]) => {
		const prompts = texts.map((text, index) => ask(text, `c${index}`));
		const { job } = await batches.create({ ...spec, displayName, bucket: 'scene' }, prompts, key);
		clock.advance(1);
		return job.name;
	};
	faults.add({ kind: 'failLine', match: { text: 'two' } });
	const panel = await create('Panel', ['one', 'two']);
	faults.clear();
	await create('Newest', ['three']);
	vertex.durations.batchPendingMs = 1000;
	await batches.cancel(await create('Cancelled', ['four']));
	vertex.force(await create('Failed', ['five']), 'JOB_STATE_FAILED', { code: 13, message: 'No.' });
	await create('Running', ['six']);
	vertex.durations.batchPendingMs = 0;
	return panel;
}
