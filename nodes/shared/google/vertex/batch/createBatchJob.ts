import { count } from '../../../domain/count';
import type { BatchCreation, BatchPrompt, BatchSpec } from '../../batchJobs';
import type { CreationKey } from '../../tuning';
import { ConfigurationError } from '../../http/googleErrors';
import type { CreationCalls } from '../once/attempts';
import { createOnce } from '../once/attempts';
import { assertBucketName, defaultBucketName, ensureBucket } from '../storage/buckets';
import { vertexCapabilities } from '../vertexCapabilities';
import type { Lines } from '../storage/storeLines';
import { folder, linesOf, storeLines } from '../storage/storeLines';
import { labelProblem } from '../userLabels';
import { parsePublisherModel, parseResource, resourceName, withOwnProject } from '../resourceNames';
import type { StartJob } from '../once/startOnce';
import { UnprovenAnswerError } from '../once/startOnce';
import { resolveModel } from '../models/resolveModel';
import { readBack, sendStart } from '../once/sendStart';
import { assertHere } from '../tuning/tuningSource';
import { Columns } from './batchColumns';
import { toBatchJob } from './batchConvert';
import { batchesOf, getBatch, keyLabel } from './batchJobCalls';
import { placed, putPrompt } from './promptLine';
import * as wire from './batchWire';

/**
 * Creates a batch job, or reuses the one with the same prompts, model and settings. The file name of the prompts is the hash of their
 * content. The responses of each job have their own folder.
 *
 * @throws ConfigurationError for unfit prompts or labels; nothing is created then
 */
export async function createBatch(
	calls: CreationCalls,
	spec: BatchSpec,
	prompts: readonly BatchPrompt[],
	{ project, forceNew }: CreationKey,
): Promise<BatchCreation> {
	const { location } = calls.place;
	const bucket = spec.bucket?.trim() || defaultBucketName(calls.place);
	assertBucketName(bucket);
	assertLabels(spec);
	assertAnswerable(prompts);
	const model = await toModel(calls, spec.model);
	const lines = linesOf(calls.storage, { [Symbol.iterator]: () => placed(prompts) }, putPrompt);
	const { bytes, sha256 } = await lines.digest();
	assertSmall(bytes);
	const settings = { ...spec, model, bucket: undefined, createBucket: undefined };
	const { job, ...rest } = await createOnce(calls, batchesOf(calls), {
		identity: { project, location, batch: settings, prompts: sha256, forceNew },
		bucket,
		prepare: async () => await prepare(calls, { ...spec, model, bucket }, lines),
	});
	return { job: toBatchJob(job), ...rest };
}

/**
 * Returns the model's name for Vertex AI: for a tuned model its name in the registry, not its endpoint.
 *
 * @throws ConfigurationError for a tuned model in another location, or a name without a tuned model
 */
async function toModel(calls: CreationCalls, name: string): Promise<string> {
	if (!parseResource(name, calls.place)) {
		const { publisher, model } = parsePublisherModel(name);
		return `publishers/${publisher}/models/${model}`;
	}
	const model = await resolveModel(calls, name);
	assertHere(calls, model.location, name);
	return resourceName(model);
}

function assertLabels({ labels }: BatchSpec): void {
	const problem = labelProblem(labels, [keyLabel]);
	if (problem) throw new ConfigurationError(problem.message, `${problem.wayOut} Nothing was created.`);
}

function assertAnswerable(prompts: readonly BatchPrompt[]): void {
	const { prompts: most = 0 } = vertexCapabilities.batches ?? {};
	if (prompts.length === 0) {
		throw new ConfigurationError(
			'A batch job needs at least one prompt',
			'Check why no items arrived. Nothing was created.',
		);
	}
	if (prompts.length > most) {
		throw new ConfigurationError(
			`${count(prompts.length)} prompts are too many for one batch job`,
			`The limit is ${count(most)}. Create several jobs, for example with the Loop Over Items node. Nothing was created.`,
		);
	}
	const columns = new Columns();
	for (const [index, { request }] of prompts.entries()) columns.add(request, index);
}

function assertSmall(bytes: number): void {
	const { bytes: most = 0 } = vertexCapabilities.batches ?? {};
	if (bytes <= most) return;
	throw new ConfigurationError(
		`The prompts have ${count(bytes)} bytes, which is too much for one batch job`,
		`The limit is ${count(most)}. Create several jobs, for example with the Loop Over Items node. Nothing was created.`,
	);
}

async function prepare(
	calls: CreationCalls,
	spec: BatchSpec & { bucket: string },
	lines: Lines,
): Promise<StartJob<wire.BatchPredictionJob>> {
	const { bucket } = spec;
	if (spec.createBucket) await ensureBucket(calls.storage, bucket, calls.place);
	const uri = await storeLines(calls.storage, { bucket, kind: 'prompts' }, lines);
	return async (key) => {
		const body = toRequest(spec, uri, key);
		const request = { path: 'batchPredictionJobs', body, kind: 'batchPredictionJobs' } as const;
		const created = await sendStart(calls, request, wire.batchPredictionJob);
		const shown = await readBack(calls, created.name, async (name) => await getBatch(calls, name));
		const job = shown ?? created;
		if (job.labels?.[keyLabel] !== key) throw new UnprovenAnswerError(200);
		return { name: withOwnProject(created.name, calls.place), job };
	};
}

function toRequest(
	{ model, displayName, labels, bucket }: BatchSpec & { bucket: string },
	uri: string,
	key: string,
): wire.BatchPredictionJob {
	return {
		displayName: displayName?.trim() || `n8n ${key}`,
		model,
		inputConfig: { instancesFormat: 'jsonl', gcsSource: { uris: [uri] } },
		outputConfig: {
			predictionsFormat: 'jsonl',
			gcsDestination: { outputUriPrefix: `gs://${bucket}/${folder}/answers/${key}` },
		},
		labels: { ...labels, [keyLabel]: key },
	};
}
