import { microsTimestamp } from '../clock.ts';
import { present, unlessDefault } from '../json.ts';
import type { Json } from '../json.ts';
import type { Version } from './messages.ts';
import { experimentName } from './metrics/experiment.ts';
import { nameOf } from './method.ts';
import type { VertexService } from './method.ts';
import type { Checkpoint, TuningJob } from './tables.ts';
import { viewJob } from './timeline.ts';

type Rendered = { [key: string]: Json };

/** The TuningJob message in Google's order of fields. */
export function renderJob(service: VertexService, job: TuningJob, version: Version, now: number): Rendered {
	const view = viewJob(job, now);
	const time = (at: number | undefined) => (at === undefined ? undefined : microsTimestamp(at));
	return present({
		name: nameOf(service, 'tuningJobs', job),
		tunedModelDisplayName: job.displayName,
		description: unlessDefault(job.description),
		...renderSource(job),
		...renderSpec(job, version),
		state: view.state,
		createTime: time(job.createTime),
		startTime: time(view.startTime),
		endTime: time(view.endTime),
		updateTime: time(view.updateTime),
		error: view.error && { ...view.error },
		labels: Object.keys(job.labels).length > 0 ? { ...job.labels } : undefined,
		experiment: experimentName(service, job, now),
		tunedModel: renderTunedModel(service, job),
		tuningDataStats: job.dataset?.stats,
		encryptionSpec: job.kmsKeyName === undefined ? undefined : { kmsKeyName: job.kmsKeyName },
		serviceAccount: job.serviceAccount,
		tuningJobState: version === 'v1beta1' ? view.detail : undefined,
	});
}

function renderSource({ preTunedModel, baseModel }: TuningJob): Record<string, Json> {
	if (!preTunedModel) return { baseModel };
	const { name, checkpointId } = preTunedModel;
	return { preTunedModel: present({ tunedModelName: name, checkpointId, baseModel }) };
}

function renderSpec(job: TuningJob, version: Version): Record<string, Json> {
	const { epochCount, learningRateMultiplier, adapterSize, beta } = job.hyperParameters;
	const hidden = job.method === 'preference' && version === 'v1beta1';
	const spec = present({
		trainingDatasetUri: job.trainingDatasetUri,
		validationDatasetUri: job.validationDatasetUri,
		hyperParameters: present({
			epochCount: epochCount === undefined ? undefined : String(epochCount),
			learningRateMultiplier,
			adapterSize,
			beta: job.method === 'preference' ? beta : undefined,
		}),
		exportLastCheckpointOnly: hidden ? undefined : unlessDefault(job.exportLastCheckpointOnly),
		evaluationConfig: job.evaluationConfig,
	});
	return job.method === 'supervised' ? { supervisedTuningSpec: spec } : { preferenceOptimizationSpec: spec };
}

function renderTunedModel(service: VertexService, { tunedModel }: TuningJob): Rendered | undefined {
	if (!tunedModel) return undefined;
	const { model, checkpoints } = tunedModel;
	const version = service.store.vertex.models.get(model.id)?.versions.find(({ id }) => id === model.version);
	// The endpoint is the default checkpoint's, which clients can change.
	const chosen = checkpoints.find(({ checkpointId }) => checkpointId === version?.defaultCheckpointId);
	const endpoint = chosen?.endpoint ?? tunedModel.endpoint;
	return present({
		model: `${nameOf(service, 'models', model)}@${model.version}`,
		endpoint: endpoint && nameOf(service, 'endpoints', endpoint),
		checkpoints: unlessDefault(checkpoints.map((checkpoint) => renderCheckpoint(service, checkpoint))),
	});
}

function renderCheckpoint(
	service: VertexService,
	{ checkpointId, epoch, step, endpoint }: Checkpoint,
): Rendered {
	return present({
		checkpointId,
		epoch: String(epoch),
		step: String(step),
		endpoint: endpoint && nameOf(service, 'endpoints', endpoint),
	});
}
