import type { Dataset } from '../../../domain/dataset/dataset';
import type { Trace } from '../../../domain/series';
import type { TunableModel } from '../../../domain/tunableModels';
import { tunableModels } from '../../../domain/tunableModels';
import type { Creation, CreationKey, StoredDataset, TuningSpec } from '../../tuning';
import { ConfigurationError } from '../../http/googleErrors';
import type { CreationCalls, Task } from '../once/attempts';
import { assertBucketName, defaultBucketName, ensureBucket } from '../storage/buckets';
import { createJob } from './createTuningJob';
import { fingerprintOf, storeExamples } from '../storage/storeLines';
import { readBack, sendStart } from '../once/sendStart';
import type { StartJob } from '../once/startOnce';
import { UnprovenAnswerError } from '../once/startOnce';
import { toTuningJob } from './tuningJobRequest';
import { toBaseModel, toSource } from './tuningSource';
import type { ObjectPath } from '../storage/storageCalls';
import { parseUri } from '../storage/storageCalls';
import type { Origin } from './ownLabels';
import { toLabels } from './ownLabels';
import { getJob, keyLabel } from './tuningJobs';
import type { Place } from '../resourceNames';
import { withOwnProject } from '../resourceNames';
import * as wire from '../vertexWire';

/** Creates a job from examples, which it uploads to a bucket. */
export async function create(
	calls: CreationCalls,
	spec: TuningSpec,
	{ examples, validation, fingerprint }: Dataset,
	key: CreationKey,
	trace?: Trace,
): Promise<Creation> {
	const bucket = bucketOf(spec, defaultBucketName(calls.place));
	const prepare = async (): Promise<StoredDataset> => {
		const trainingUri = await storeExamples(calls.storage, bucket, examples);
		if (!validation) return { trainingUri };
		return { trainingUri, validationUri: await storeExamples(calls.storage, bucket, validation) };
	};
	const rows = { training: examples.length, validation: validation?.length ?? 0 };
	return await createJob(calls, toTask(calls, spec, key, { bucket, fingerprint, rows, prepare, trace }));
}

/** Creates a job from a dataset in Cloud Storage. The lease is in the spec's bucket, by default in the dataset's. */
export async function createFromStored(
	calls: CreationCalls,
	spec: TuningSpec,
	data: StoredDataset,
	key: CreationKey,
	trace?: Trace,
): Promise<Creation> {
	const training = requireUri(data.trainingUri);
	const paths = [training, ...(data.validationUri === undefined ? [] : [requireUri(data.validationUri)])];
	const fingerprint = await fingerprintOf(calls.storage, ...paths);
	const bucket = bucketOf(spec, training.bucket);
	const prepare = async () => await Promise.resolve(data);
	return await createJob(calls, toTask(calls, spec, key, { bucket, fingerprint, prepare, trace }));
}

interface Data extends Origin {
	bucket: string;
	trace: Trace | undefined;
	/** Stores the data for the job. */
	prepare: () => Promise<StoredDataset>;
}

function toTask(
	calls: CreationCalls,
	spec: TuningSpec,
	{ project, forceNew }: CreationKey,
	{ bucket, prepare, trace, ...origin }: Data,
): Task {
	const { location } = calls.place;
	// The bucket doesn't change the job, so the key omits it.
	const settings = { ...spec, bucket: undefined, createBucket: undefined };
	return {
		identity: { project, location, settings, data: origin.fingerprint, forceNew },
		bucket,
		prepare: async (): Promise<StartJob> => {
			const source = await toSource(calls, spec.source);
			if (spec.createBucket) await ensureBucket(calls.storage, bucket, calls.place);
			const data = await prepare();
			const noted = trace && toLabels(trace, origin);
			return startWith(calls, (label) => toTuningJob(spec, source, data, label, noted));
		},
		bare404: notTunable(modelOf(spec), calls.place),
	};
}

function modelOf({ source }: TuningSpec): string {
	return 'baseModel' in source ? toBaseModel(source.baseModel) : source.tunedModel;
}

function bucketOf({ bucket = '' }: TuningSpec, byDefault: string): string {
	const name = bucket.trim() || byDefault;
	assertBucketName(name);
	return name;
}

function requireUri(uri: string): ObjectPath {
	const path = parseUri(uri);
	if (path) return path;
	throw new ConfigurationError(
		`'${uri}' isn't the address of an object in Cloud Storage`,
		"Use an address such as 'gs://my-bucket/folder/train.jsonl'. Nothing was created.",
	);
}

/** Starts a job with tuningJobs.create of v1, which returns the job. */
function startWith(calls: CreationCalls, toBody: (key: string) => wire.TuningJob): StartJob {
	return async (key) => {
		const request = { path: 'tuningJobs', body: toBody(key), kind: 'tuningJobs' } as const;
		const created = await sendStart(calls, request, wire.tuningJob);
		const shown = await readBack(calls, created.name, async (name) => await getJob(calls, name));
		const job = shown ?? created;
		if (job.labels?.[keyLabel] !== key) throw new UnprovenAnswerError(200);
		return { name: withOwnProject(created.name, calls.place), job };
	};
}

const lasting = tunableModels.filter(({ retirement }) => retirement?.kind !== 'on');

/**
 * The most likely meaning of a 404 without a google.rpc.Status: Vertex AI can't tune the model at all, in this location or with
 * these settings (googleapis/python-genai, issue 908). A gateway can return the same 404.
 */
function notTunable(model: string, { location }: Place): ConfigurationError {
	return new ConfigurationError(
		`Vertex AI can't tune '${model}' in '${location}' with these settings`,
		`Vertex AI returned 404: it doesn't tune this model at all, in this location, or with this adapter size. Choose one of these: ${lasting.map(describeModel).join('; ')}. A gateway or proxy can return the same 404 after it has forwarded the request. If you use one, check that Vertex AI lists no new job. A repeat with the same settings starts no other job for ten minutes.`,
	);
}

function describeModel({ model, tuningLocations, adapterSizes }: TunableModel): string {
	const where = tuningLocations ? `in ${tuningLocations.join(' and ')}, ` : '';
	return `${model} (${where}adapter sizes ${adapterSizes.join(', ')})`;
}
