import { ApiError, rpcCode } from '../errors.ts';
import type { Reply } from '../http.ts';
import { parseBody } from '../jsonBody.ts';
import { decode } from '../proto.ts';
import { startJob } from './create.ts';
import { fieldError, notFound } from './errors.ts';
import { messages } from './messages.ts';
import type { TuningJobMessage } from './messages.ts';
import { isIn, readName } from './method.ts';
import type { VertexRequest, VertexService } from './method.ts';
import { findModel, findVersion } from './models.ts';
import { startOperation } from './operations.ts';
import { renderJob } from './render.ts';
import type { TuningJob } from './tables.ts';

/** Default if the request names no newer model. */
const NEWEST = 'gemini-3.5-flash';

/** tuningJobs.rebaseTunedModel: tunes a newer base model on the data of an old job. */
export function rebaseTunedModel(service: VertexService, request: VertexRequest): Reply {
	const { tunedModelRef = {}, tuningJob = {} } = decode(
		messages[request.version].rebaseTunedModelRequest,
		parseBody(request.body),
	);
	const old = findReferred(service, request, tunedModelRef);
	const wanted = { ...again(old), ...tuningJob };
	const id = old.id;
	return startOperation(service, request, {
		on: `tuningJobs/${id}`,
		place: { project: request.project.id, location: request.location },
		metadata: 'RebaseTunedModelOperationMetadata',
		finish: (at) => {
			const job = startJob(service, { ...request, now: at }, wanted);
			if (!job)
				return {
					error: { code: rpcCode.NOT_FOUND, message: 'The base model cannot be tuned in this location.' },
				};
			return {
				response: {
					'@type': `type.googleapis.com/google.cloud.aiplatform.${request.version}.TuningJob`,
					...renderJob(service, job, request.version, at),
				},
			};
		},
	});
}

/** The old job as a request, for the newest model. */
function again(job: TuningJob): TuningJobMessage {
	const { trainingDatasetUri, validationDatasetUri, method, displayName, description, labels } = job;
	const spec = { trainingDatasetUri, ...(validationDatasetUri !== undefined && { validationDatasetUri }) };
	return {
		baseModel: NEWEST,
		tunedModelDisplayName: displayName,
		description,
		labels,
		...(method === 'supervised' ? { supervisedTuningSpec: spec } : { preferenceOptimizationSpec: spec }),
	};
}

function findReferred(
	service: VertexService,
	request: VertexRequest,
	{ tunedModel, tuningJob, pipelineJob }: { tunedModel?: string; tuningJob?: string; pipelineJob?: string },
): TuningJob {
	const named = [tunedModel, tuningJob, pipelineJob].filter((name) => name !== undefined);
	if (named.length !== 1) throw fieldError('tuned_model_ref', 'Required field is not set.');
	if (pipelineJob !== undefined) throw notFound('PipelineJob');
	const { jobs } = service.store.vertex;
	if (tunedModel !== undefined) {
		const place = readName(service, 'models', tunedModel);
		if (!place || !isIn(place, request)) throw notFound('Model');
		const job = jobs.get(findVersion(findModel(service, place), place.id.split('@')[1]).job);
		if (job) return job;
	}
	const place = readName(service, 'tuningJobs', tuningJob ?? '');
	const job = place && isIn(place, request) ? jobs.get(place.id) : undefined;
	if (!job) throw notFound('TuningJob');
	if (!job.tunedModel) throw new ApiError('FAILED_PRECONDITION', 'The TuningJob has no tuned model.');
	return job;
}
