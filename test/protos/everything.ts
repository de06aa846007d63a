import type { Emulator } from '../../emulator/api.ts';
import type { TuningBackend } from '../../nodes/shared/google/backend.ts';
import type { TuningSpec } from '../../nodes/shared/google/tuning.ts';
import type { GenerateContentRequest } from '../../nodes/shared/google/generation/content.ts';
import { countExamples } from '../../nodes/shared/google/generation/countExamples.ts';
import { buildDataset } from '../../nodes/shared/domain/dataset/buildDataset.ts';
import { seeTexts } from '../../nodes/shared/domain/tokens.ts';
import { tutorialExamples } from '../fixtures/tutorial.ts';

const examples = tutorialExamples.map(([input, output], item) => ({ item, input, output }));
const data = buildDataset(examples);
const trace = { series: 'everything', run: 'run', comparable: true };
const anHour = 3_600_000;
const bucket = 'emulator-everything';

const plain: GenerateContentRequest = { contents: [{ role: 'user', parts: [{ text: 'LXIII' }] }] };
const settings: GenerateContentRequest = {
	contents: [
		{ role: 'user', parts: [{ text: '1' }] },
		{ role: 'model', parts: [{ text: '2' }] },
		{ role: 'user', parts: [{ text: 'LXIII' }] },
	],
	safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
	generationConfig: {
		candidateCount: 1,
		frequencyPenalty: 0.1,
		maxOutputTokens: 100,
		presencePenalty: 0.1,
		seed: 7,
		stopSequences: ['x'],
		temperature: 0.5,
		topK: 3,
		topP: 0.9,
	},
};

/** Makes the Gemini API backend send every kind of request, with every field. */
export async function everythingOnGemini(backend: TuningBackend, emulator: Emulator): Promise<void> {
	const key = { project: emulator.project };
	const full: TuningSpec = {
		source: { baseModel: 'gemini-1.5-flash-001-tuning' },
		modelId: 'everything',
		displayName: 'Everything',
		description: 'All there is',
		epochCount: 5,
		batchSize: 4,
		learningRate: 0.001,
		temperature: 0.5,
		topP: 0.9,
		topK: 3,
		readerProjectNumbers: ['12'],
	};
	const { job } = await backend.create(full, data, key, trace);
	await backend.lastOfSeries(trace.series);
	const { job: cancelled } = await backend.create(
		{ source: full.source, learningRateMultiplier: 2 },
		data,
		key,
	);
	await backend.cancel(cancelled.name ?? '');
	emulator.clock.advance(anHour);
	const model = job.tunedModel ?? '';
	await backend.create({ source: { tunedModel: model } }, data, key);
	await backend.get(model);
	await backend.list({ pageSize: 1, filter: 'owner:me' });
	await backend.listBaseModels({ pageSize: 1 });
	const { nextPageToken = '' } = await backend.list({ pageSize: 1 });
	await backend.list({ pageSize: 1, pageToken: nextPageToken });
	await backend.update(model, {
		displayName: 'E',
		description: 'd',
		temperature: 0.1,
		topP: 0.2,
		topK: 5,
		readerProjectNumbers: ['34'],
	});
	await backend.generate(model, settings);
	const { sharing } = backend;
	const everybody = await sharing?.add(model, { granteeType: 'EVERYONE' }, 'READER');
	const somebody = await sharing?.add(
		model,
		{ granteeType: 'USER', emailAddress: 'a@example.com' },
		'READER',
	);
	await sharing?.list(model, { pageSize: 1 });
	await sharing?.changeRole(somebody?.name ?? '', 'WRITER');
	await sharing?.remove(everybody?.name ?? '');
	await sharing?.transferOwnership(model, 'a@example.com');
	await backend.remove(cancelled.tunedModel ?? '');
}

/** The same for the Vertex AI backend. */
export async function everythingOnVertex(backend: TuningBackend, emulator: Emulator): Promise<void> {
	const key = { project: emulator.project };
	const spec: TuningSpec = { source: { baseModel: 'gemini-2.5-flash' }, bucket, createBucket: true };
	const full: TuningSpec = {
		...spec,
		displayName: 'Everything',
		description: 'All there is',
		epochCount: 2,
		learningRateMultiplier: 0.5,
		adapterSize: 4,
		exportLastCheckpointOnly: false,
		labels: { a: 'b' },
		serviceAccount: 'tuner@example.iam.gserviceaccount.com',
		...{ kmsKeyName: ['projects/p/locations/us-central1/keyRings/r', 'cryptoKeys/k'].join('/') },
	};
	await backend.preflight?.(full, { trainingUri: `gs://${bucket}/absent.jsonl` });
	const { job } = await backend.create(full, buildDataset(examples, examples.slice(0, 2)), key, trace);
	await (await backend.lastOfSeries(trace.series))?.compare(data);
	await countExamples(backend, spec.source, examples, seeTexts);
	const preferences = buildDataset(examples.map((example) => ({ ...example, rejected: 'no' })));
	await backend.create({ ...full, method: 'preference', beta: 0.1 }, preferences, key);
	const { job: cancelled } = await backend.create(spec, data, key);
	await backend.cancel(cancelled.name ?? '');
	emulator.clock.advance(anHour);
	const { name, tunedModel, endpoint } = await backend.get(job.name ?? '');
	const trainingUri = uriOf(emulator);
	await backend.sampleStored?.({ trainingUri });
	await backend.createFromStored?.(
		{ ...spec, source: { tunedModel: name ?? '', checkpointId: '1' } },
		{ trainingUri, validationUri: trainingUri },
		key,
	);
	await backend.rebase?.(
		name ?? '',
		{ baseModel: 'gemini-3.5-flash', displayName: 'R', deployToSameEndpoint: false, bucket },
		key,
	);
	emulator.clock.advance(anHour);
	const filtered = { pageSize: 1, filter: 'state="JOB_STATE_SUCCEEDED"' };
	const { nextPageToken = '' } = await backend.list(filtered);
	await backend.list({ ...filtered, pageToken: nextPageToken });
	await backend.registry?.listModels({ pageSize: 1, filter: 'display_name="Everything"' });
	await backend.registry?.listEndpoints({ pageSize: 1 });
	await backend.update(name ?? '', { displayName: 'E', description: 'd', labels: { c: 'd' } });
	await backend.get(tunedModel ?? '');
	const structured = {
		...settings.generationConfig,
		responseMimeType: 'application/json',
		thinkingConfig: { thinkingBudget: 0 },
	};
	const systemInstruction = { role: 'user' as const, parts: [{ text: 'Count.' }] };
	const labelled = { ...settings, systemInstruction, labels: { a: 'b' } };
	await backend.generate(endpoint ?? '', {
		...labelled,
		generationConfig: { ...structured, responseSchema: { type: 'STRING' } },
	});
	await backend.generate(name ?? '', {
		...labelled,
		generationConfig: { ...structured, responseJsonSchema: { type: 'string' } },
	});
	await backend.generate('gemini-3.5-flash', {
		...plain,
		generationConfig: { thinkingConfig: { thinkingLevel: 'LOW' } },
	});
	await backend.countTokens?.(name ?? '', labelled);
	await backend.generate(tunedModel ?? '', plain, '1');
	await everyBatch(backend, emulator, name ?? '');
	const again = { ...spec, source: { tunedModel: name ?? '' }, displayName: 'E' };
	const { job: next } = await backend.create(again, data, key);
	emulator.clock.advance(anHour);
	await backend.remove(name ?? '');
	await backend.remove(next.name ?? '');
	// A job that Vertex AI refuses releases its lease.
	await backend.create({ ...full, adapterSize: 32 }, data, key).catch(() => undefined);
}

async function everyBatch({ batches }: TuningBackend, emulator: Emulator, model: string): Promise<void> {
	const key = { project: emulator.project };
	const spec = { model: 'gemini-3.5-flash', bucket, createBucket: true };
	const prompts = [{ request: plain }, { request: settings, customId: 'x' }];
	const created = await batches?.create({ ...spec, displayName: 'B', labels: { a: 'b' } }, prompts, key);
	const cancelled = await batches?.create({ ...spec, model }, prompts, key);
	await batches?.cancel(cancelled?.job.name ?? '');
	const filtered = { pageSize: 1, filter: 'state!="JOB_STATE_FAILED"' };
	const page = await batches?.list(filtered);
	await batches?.list({ ...filtered, pageToken: page?.nextPageToken ?? '' });
	emulator.clock.advance(anHour);
	const name = created?.job.name ?? '';
	await batches?.get(name);
	for await (const { index } of batches?.results(name) ?? []) if (index > 0) await batches?.remove(name);
}

/** The first dataset that was sent. */
function uriOf(emulator: Emulator): string {
	const begun = emulator.requests.list().find(({ query }) => query.uploadType === 'resumable');
	return `gs://${bucket}/${begun?.query.name}`;
}
