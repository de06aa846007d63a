import { defined } from '../../domain/defined';
import type { Creation, CreationKey, RebaseSpec } from '../tuning';
import { assertBucketName } from './bucket';
import { urlOf } from './calls';
import { startTimeoutMs } from './claim';
import type { CreationCalls, StartJob } from './attempts';
import { createJob } from './createJob';
import { folder } from './dataset';
import { keyLabel } from './jobs';
import type { Resource } from './names';
import { placeName, resourceName } from './names';
import { resolveModel } from './resolve';
import { assertHere, toBaseModel } from './source';
import * as wire from './wire';

/**
 * Tunes the data of a tuned model again on a newer base model. Vertex AI answers with an operation, whose response is the job.
 *
 * @param name a tuned model, its job or its endpoint
 * @throws ConfigurationError when the model is kept in another location
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
			method: 'POST',
			url: urlOf(calls, `${placeName(calls.place)}/tuningJobs:rebaseTunedModel`),
			body: toRequest(model, spec, key),
			timeoutMs: startTimeoutMs,
		} as const;
		return { name: (await calls.http(request, wire.rebaseOperation)).name };
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
