/** What each service holds before a panel is tried: jobs that ended in every way, the newest still running. */
import type { Emulator } from '../../emulator/api.ts';
import type { Api, Scene } from '../nodes/scene.ts';
import { ask as prompt, batchesOf, key, spec } from '../nodes/shared/backend/vertex/batch/scene.ts';
import { vertexBackendAt } from '../vertexClient.ts';

/** What is on the table, by the words that stand for it in the fixtures. */
export interface Table {
	/** A tuned model that is ready. */
	MODEL: string;
	/** Another one that is. */
	OTHER: string;
	/** A job that runs. */
	JOB: string;
	/** A batch job that answered one prompt and failed at another; nothing where there are none. */
	BATCH: string;
	/** Holds the IDs that were given out, always in the same order. */
	ids: string;
}

const geminiAtOnce = { startMs: 0, stepMs: 0, finishMs: 0 };
const vertexAtOnce = {
	pendingMs: 0,
	datasetMs: 0,
	capacityMs: 0,
	stepMs: 0,
	finishMs: 0,
	cancelMs: 0,
	batchPendingMs: 0,
	batchImportMs: 0,
	batchLineMs: 0,
	batchExportMs: 0,
};
const slowly = { stepMs: 1, finishMs: 1 };

/** Empties the scene's emulator and fills it anew. */
export const tables: Readonly<Record<Api, (scene: Scene) => Promise<Table>>> = {
	async gemini({ emulator, train }) {
		const { clock, durations, faults } = emulator;
		emulator.reset();
		Object.assign(durations, geminiAtOnce);
		await train('Panel', { modelId: 'panel' });
		clock.advance(1);
		faults.add({ kind: 'failJob' });
		await train('Failed', { modelId: 'failed' });
		faults.clear();
		Object.assign(durations, slowly);
		await train('Cancelled', { modelId: 'cancelled' });
		clock.advance(5);
		emulator.jobs.change('cancelled', 'cancel');
		const running = await train('Running', { modelId: 'running', epochCount: 100 });
		clock.advance(5);
		await share(emulator);
		Object.assign(durations, geminiAtOnce);
		emulator.requests.clear();
		return {
			MODEL: 'tunedModels/panel',
			OTHER: 'tunedModels/panel',
			JOB: running.name ?? '',
			BATCH: '',
			ids: '',
		};
	},
	async vertex({ emulator, train }) {
		const { clock, faults, vertex } = emulator;
		emulator.reset();
		Object.assign(vertex.durations, vertexAtOnce);
		const model = await train('Panel', { epochCount: 2 });
		clock.advance(1);
		const other = await train('Other', { epochCount: 2, exportLastCheckpointOnly: true });
		clock.advance(1);
		await train('Newest', { epochCount: 1, exportLastCheckpointOnly: true });
		clock.advance(1);
		faults.add({ kind: 'failJob', match: { path: '/tuningJobs$' } });
		await train('Failed');
		faults.clear();
		clock.advance(1);
		Object.assign(vertex.durations, slowly);
		const cancelled = await train('Cancelled');
		clock.advance(2);
		vertex.change(cancelled.name ?? '', 'cancel');
		clock.advance(1);
		const running = await train('Running', { epochCount: 100 });
		clock.advance(2);
		await putDataset(emulator);
		Object.assign(vertex.durations, vertexAtOnce);
		const BATCH = await answer(emulator);
		const ids = await ask(emulator, `/v1/${model.name}`);
		emulator.requests.clear();
		return { MODEL: model.name ?? '', OTHER: other.name ?? '', JOB: running.name ?? '', BATCH, ids };
	},
};

/** Batch jobs that ended in every way. @returns the name of one that has answers */
async function answer(emulator: Emulator): Promise<string> {
	const { clock, faults, vertex } = emulator;
	const batches = batchesOf(vertexBackendAt(emulator));
	const create = async (displayName: string, texts: string[]) => {
		const prompts = texts.map((text, index) => prompt(text, `c${index}`));
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

async function share(emulator: Emulator): Promise<void> {
	const body = { granteeType: 'USER', emailAddress: 'ada@example.com', role: 'READER' };
	await ask(emulator, '/v1beta/tunedModels/panel/permissions', JSON.stringify(body));
}

async function putDataset(emulator: Emulator): Promise<void> {
	const turn = (role: string, text: string) => ({ role, parts: [{ text }] });
	const line = JSON.stringify({ contents: [turn('user', 'one'), turn('model', 'two')] });
	const path = '/storage.googleapis.com/upload/storage/v1/b/scene/o?uploadType=media&name=panel.jsonl';
	await ask(emulator, path, `${line}\n`);
}

/** Reads, or posts where there is a body. */
async function ask({ url, accessToken, project }: Emulator, path: string, body?: string): Promise<string> {
	const headers = { authorization: `Bearer ${accessToken}`, 'x-goog-user-project': project };
	const response = await fetch(`${url}${path}`, { headers, ...(body && { method: 'POST', body }) });
	const text = await response.text();
	if (!response.ok) throw new Error(`${path}: ${text}`);
	return text;
}
