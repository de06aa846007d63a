import { rpcCode } from '../errors.ts';
import { tunableIn } from './baseModels.ts';
import { newId } from './method.ts';
import type { VertexService } from './method.ts';
import type { Checkpoint, Endpoint, Model, Place, TuningJob } from './tables.ts';
import { checkpointsOf } from './training.ts';

const NO_ENDPOINT =
	'Failed to create endpoint. Tuned model is uploaded and can be accessed through Model Registry.';

/** The label by which Google's own client finds tuned models in a list. The meaning of its value is unknown. */
const TUNED = 'tune-type';

/** Ends a job after its training: registers its model and gives every checkpoint an endpoint. */
export function deliver(service: VertexService, job: TuningJob, at: number): void {
	const steps = checkpointsOf(job);
	const last = steps.at(-1);
	const { model, version } = registerModel(service, job, steps, at);
	if (job.run?.outcome?.kind === 'noEndpoint') {
		job.tunedModel = { model: { ...place(model), version }, checkpoints: [] };
		job.end = { at, state: 'JOB_STATE_FAILED', error: { code: rpcCode.INTERNAL, message: NO_ENDPOINT } };
		return;
	}
	const deployed = (job.exportLastCheckpointOnly ? steps.slice(-1) : steps).map((checkpoint) => ({
		...checkpoint,
		endpoint: place(createEndpoint(service, job, model, version, checkpoint, at)),
	}));
	const endpoint = deployed.find(({ checkpointId }) => checkpointId === last?.checkpointId)?.endpoint;
	job.tunedModel = {
		model: { ...place(model), version },
		...(endpoint && { endpoint }),
		checkpoints: job.exportLastCheckpointOnly ? [] : deployed,
	};
	job.end = { at, state: 'JOB_STATE_SUCCEEDED' };
}

function place({ project, location, id }: Place): Place {
	return { project, location, id };
}

/** A new model, or the next version of the model with the display name that the job continued from. */
function registerModel(
	service: VertexService,
	job: TuningJob,
	checkpoints: readonly Checkpoint[],
	at: number,
): { model: Model; version: string } {
	const { models } = service.store.vertex;
	const parent = job.preTunedModel && models.get(job.preTunedModel.model.id);
	const model: Model =
		parent && parent.displayName === job.displayName
			? parent
			: {
					id: newId(service),
					project: job.project,
					location: job.location,
					sequence: service.store.nextSequence(),
					displayName: job.displayName,
					createTime: at,
					versions: [],
				};
	const version = String(Number(model.versions.at(-1)?.id ?? 0) + 1);
	const last = checkpoints.at(-1);
	model.versions.push({
		id: version,
		createTime: at,
		updateTime: at,
		description: job.description,
		labels: { ...job.labels, [TUNED]: job.method },
		baseModel: job.baseModel,
		job: job.id,
		checkpoints: job.exportLastCheckpointOnly ? checkpoints.slice(-1) : checkpoints,
		...(last && { defaultCheckpointId: last.checkpointId }),
	});
	models.set(model.id, model);
	return { model, version };
}

function createEndpoint(
	service: VertexService,
	job: TuningJob,
	model: Model,
	version: string,
	{ checkpointId }: Checkpoint,
	at: number,
): Endpoint {
	const served = tunableIn(job.baseModel, job.location)?.servedFrom?.[job.location];
	const endpoint: Endpoint = {
		id: newId(service),
		project: job.project,
		location: served ?? job.location,
		sequence: service.store.nextSequence(),
		displayName: job.displayName,
		labels: { ...job.labels },
		createTime: at,
		updateTime: at,
		deployed: [
			{
				id: newId(service),
				model: place(model),
				version,
				checkpointId,
				displayName: job.displayName,
				createTime: at,
			},
		],
	};
	service.store.vertex.endpoints.set(endpoint.id, endpoint);
	return endpoint;
}
