import { ApiError } from '../errors.ts';
import { unknownPath } from '../http.ts';
import type { Reply } from '../http.ts';
import { jsonReply, parseBody } from '../jsonBody.ts';
import { decode } from '../proto.ts';
import { vertexQuota } from '../quota.ts';
import { tunableIn } from './baseModels.ts';
import type { BaseModel } from './baseModels.ts';
import { messages } from './messages.ts';
import type { TuningJobMessage } from './messages.ts';
import { isIn, nameOf, newId, readName } from './method.ts';
import type { VertexRequest, VertexService } from './method.ts';
import { renderJob } from './render.ts';
import { checkFields, displayNameOf, readSpec } from './spec.ts';
import type { Model, ModelVersion, Place, TuningJob } from './tables.ts';
import { trainedTo } from './training.ts';
import { findModel, findVersion } from './models.ts';

/** tuningJobs.create: returns the job itself, which has already started. */
export function createTuningJob(service: VertexService, request: VertexRequest): Reply {
	const wanted = decode(messages[request.version].tuningJob, parseBody(request.body), 'tuning_job');
	const job = startJob(service, request, wanted);
	return job
		? jsonReply(renderJob(service, job, request.version, request.now), request.query)
		: notHere(request);
}

/** Google's response for a model without tuning, also in this region: a bare 404. */
function notHere({ project, location, version }: VertexRequest): Reply {
	return unknownPath(`/${version}/projects/${project.id}/locations/${location}/tuningJobs`);
}

/** Creates a job; undefined if its model can't be tuned. @throws ApiError 400, 403, 404 or 429 */
export function startJob(
	service: VertexService,
	request: VertexRequest,
	wanted: TuningJobMessage,
): TuningJob | undefined {
	checkFields(wanted);
	const preTunedModel = wanted.preTunedModel && findParent(service, request, wanted.preTunedModel);
	const baseModel = preTunedModel?.baseModel ?? shortName(wanted.baseModel ?? '');
	const tuning: BaseModel['tuning'] = tunableIn(baseModel, request.location);
	if (!tuning) return undefined;
	const spec = readSpec(wanted, tuning);
	checkAccount(service, request, wanted.serviceAccount);
	refuseTooMany(service, request.project.id);
	const { store } = service;
	const job: TuningJob = {
		id: newId(service),
		project: request.project.id,
		location: request.location,
		sequence: store.nextSequence(),
		createTime: request.now,
		baseModel,
		...(preTunedModel && { preTunedModel: preTunedModel.source }),
		...spec,
		displayName: displayNameOf(wanted, baseModel),
		description: wanted.description ?? '',
		labels: wanted.labels ?? {},
		...(wanted.encryptionSpec?.kmsKeyName && { kmsKeyName: wanted.encryptionSpec.kmsKeyName }),
		...(wanted.serviceAccount && { serviceAccount: wanted.serviceAccount }),
		durations: { ...service.durations },
		...(request.outcome && { outcome: request.outcome }),
	};
	store.vertex.jobs.set(job.id, job);
	return job;
}

/** @throws ApiError 429 if the quota is full and jobs don't wait */
function refuseTooMany({ quota, store }: VertexService, project: string): void {
	const open = [...store.vertex.jobs.values()].filter((job) => job.project === project && !job.end);
	if (quota.whenFull === 'reject' && open.length >= quota.concurrentJobs) {
		throw vertexQuota('global_concurrent_tuning_jobs');
	}
}

/** The name of a published model, with or without its publisher. */
function shortName(name: string): string {
	return name.replace(/^publishers\/google\/models\//, '');
}

function checkAccount(
	{ permissions }: VertexService,
	{ caller, project }: VertexRequest,
	account?: string,
): void {
	if (!account) return;
	const resources = [`projects/${project.id}`];
	if (permissions.allows(caller.email, 'iam.serviceAccounts.actAs', resources)) return;
	throw new ApiError('INVALID_ARGUMENT', `You do not have permission to act as service_account: ${account}`);
}

function findParent(
	service: VertexService,
	request: VertexRequest,
	{ tunedModelName = '', checkpointId }: { tunedModelName?: string; checkpointId?: string },
): { baseModel: string; source: NonNullable<TuningJob['preTunedModel']> } {
	const place = readName(service, 'models', tunedModelName);
	if (!place || !isIn(place, request)) {
		throw new ApiError('NOT_FOUND', `The pre-tuned model ${tunedModelName} does not exist.`);
	}
	const model = findModel(service, place);
	const version = findVersion(model, place.id.split('@')[1]);
	const step = stepOf(version, checkpointId);
	const { project, location, id }: Place = model;
	return {
		baseModel: version.baseModel,
		source: {
			name: `${nameOf(service, 'models', model)}@${version.id}`,
			...(checkpointId && { checkpointId }),
			model: { project, location, id },
			training: () => trainedTo(madeBy(service, version, model), step),
		},
	};
}

function stepOf({ checkpoints, defaultCheckpointId }: ModelVersion, checkpointId?: string): number {
	const checkpoint = checkpoints.find((one) => one.checkpointId === (checkpointId || defaultCheckpointId));
	if (checkpoint) return checkpoint.step;
	throw new ApiError(
		'NOT_FOUND',
		`The checkpoint ${checkpointId ?? ''} of the pre-tuned model does not exist.`,
	);
}

/** The job that created a version of a model. Jobs are never deleted. */
function madeBy({ store }: VertexService, version: ModelVersion, model: Model): TuningJob {
	const job = store.vertex.jobs.get(version.job);
	if (!job) throw new Error(`Model ${model.id} was made by no job`);
	return job;
}
