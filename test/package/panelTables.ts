/** What each service holds before a panel is tried: jobs that ended in every way, the newest still running. */
import type { Emulator } from '../../emulator/api.ts';
import { objectUrl, parseUri } from '../../nodes/shared/google/vertex/storage/storageCalls';
import { buildDataset } from '../../nodes/shared/domain/dataset/buildDataset';
import { seriesId } from '../../nodes/shared/domain/series';
import { geminiBackendAt } from '../fetchClient.ts';
import type { Api, Scene } from '../nodes/scene.ts';
import { storageAt, vertexBackendAt } from '../vertexClient.ts';
import { runBatches } from './panelBatches.ts';

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

/**
 * Empties the scene's emulator and fills it anew. Tables for creations at Vertex AI have only what a creation can use, because
 * each creation needs a table of its own.
 */
export const tables: Readonly<Record<Api, (scene: Scene, isForCreation: boolean) => Promise<Table>>> = {
	async gemini({ emulator, train }) {
		const { clock, durations, faults } = emulator;
		emulator.reset();
		Object.assign(durations, geminiAtOnce);
		await train('Other', { modelId: 'other' });
		clock.advance(1);
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
		await geminiBackendAt(emulator).create(lost.gemini, lost.rows, key(emulator), lost.trace);
		await share(emulator);
		Object.assign(durations, geminiAtOnce);
		emulator.requests.clear();
		return {
			MODEL: 'tunedModels/panel',
			OTHER: 'tunedModels/other',
			JOB: running.name ?? '',
			BATCH: '',
			ids: '',
		};
	},
	async vertex({ emulator, train }, isForCreation) {
		const { clock, vertex } = emulator;
		emulator.reset();
		Object.assign(vertex.durations, vertexAtOnce);
		const model = await train('Panel', { epochCount: 2 });
		clock.advance(1);
		const OTHER = isForCreation ? '' : await trainOthers(emulator, train);
		Object.assign(vertex.durations, slowly);
		const running = await train('Running', { epochCount: 100 });
		clock.advance(2);
		await lose(emulator);
		await putDataset(emulator);
		Object.assign(vertex.durations, vertexAtOnce);
		const BATCH = isForCreation ? '' : await runBatches(emulator);
		const ids = await ask(emulator, `/v1/${model.name}`);
		emulator.requests.clear();
		return { MODEL: model.name ?? '', OTHER, JOB: running.name ?? '', BATCH, ids };
	},
};

/**
 * Trains models that end in other ways at Vertex AI.
 *
 * @returns the name of a job that has succeeded
 */
async function trainOthers({ clock, faults, vertex }: Emulator, train: Scene['train']): Promise<string> {
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
	return other.name ?? '';
}

/** A job of the series 'Lost', whose rows cannot be compared. */
const lost = {
	gemini: { source: { baseModel: 'gemini-1.5-flash-001-tuning' }, modelId: 'lost' },
	vertex: { source: { baseModel: 'gemini-3.5-flash' }, bucket: 'scene' },
	rows: buildDataset([{ item: 0, input: 'lost', output: 'row' }]),
	trace: { series: seriesId('Lost'), comparable: false },
};

const key = ({ project }: Emulator) => ({ project });

/** At Vertex AI its file is deleted. */
async function lose(emulator: Emulator): Promise<void> {
	const { job } = await vertexBackendAt(emulator).create(lost.vertex, lost.rows, key(emulator), lost.trace);
	const wire: unknown = JSON.parse(await ask(emulator, `/v1/${job.name}`));
	const { raw, origin } = storageAt(emulator);
	const uri = String(Object(Object(wire).supervisedTuningSpec).trainingDatasetUri);
	await raw({ method: 'DELETE', url: objectUrl(origin, parseUri(uri) ?? { bucket: '', name: '' }) });
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
