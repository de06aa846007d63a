import { defined } from '../../../domain/defined';
import type { Creation, CreationKey, RebaseSpec } from '../../tuning';
import { assertBucketName } from '../storage/buckets';
import { urlOf } from '../calls';
import type { CreationCalls } from '../once/attempts';
import { createJob } from './createTuningJob';
import { folder } from '../storage/storeLines';
import { keyLabel } from './tuningJobs';
import type { Resource } from '../resourceNames';
import { resourceName, withOwnProject } from '../resourceNames';
import type { StartJob } from '../once/startOnce';
import { resolveModel } from '../models/resolveModel';
import { readBack, sendStart } from '../once/sendStart';
import { assertHere, toBaseModel } from './tuningSource';
import * as wire from '../vertexWire';

/**
 * Tunes a tuned model's data again on a newer base model. Vertex AI returns an operation; its response is the job.
 *
 * @param name a tuned model, its job or its endpoint
 * @throws ConfigurationError when the model is in another location
 */
export async function rebase(
	calls: CreationCalls,
	name: string,
	spec: RebaseSpec,
	{ project, forceNew }: CreationKey,
): Promise<Creation> {
	const { bucket, ...settings } = spec;
	assertBucketName(bucket);
	const model = await resolveModel(calls, name);
	assertHere(calls, model.location, name);
	const identity = { project, location: model.location, rebase: resourceName(model), settings, forceNew };
	return await createJob(calls, { identity, bucket, prepare: async () => start(calls, model, spec) });
}

function start(calls: CreationCalls, model: Resource, spec: RebaseSpec): StartJob {
	return async (key) => {
		const request = {
			path: 'tuningJobs:rebaseTunedModel',
			body: toRequest(model, spec, key),
			kind: 'operations',
		} as const;
		const { name } = await sendStart(calls, request, wire.rebaseOperation);
		await readBack(calls, name, async (own) => {
			await calls.http({ method: 'GET', url: urlOf(calls, own) }, wire.rebaseOperation);
		});
		return { name: withOwnProject(name, calls.place) };
	};
}

function toRequest(
	model: Resource,
	{ baseModel, displayName, deployToSameEndpoint, bucket }: RebaseSpec,
	key: string,
): wire.RebaseTunedModelRequest {
	return {
		tunedModelRef: { tunedModel: resourceName(model) },
		tuningJob: {
			...defined({
				baseModel: baseModel === undefined ? undefined : toBaseModel(baseModel),
				tunedModelDisplayName: displayName,
			}),
			labels: { [keyLabel]: key },
		},
		artifactDestination: { outputUriPrefix: `gs://${bucket}/${folder}/rebased/${key}` },
		...defined({ deployToSameEndpoint }),
	};
}
