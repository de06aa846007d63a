import { ApiError } from '../../errors.ts';
import type { FieldViolation } from '../../errors.ts';
import type { Reply } from '../../http.ts';
import { jsonReply, parseBody } from '../../jsonBody.ts';
import { baseModel } from '../../learner/index.ts';
import { decode } from '../../proto.ts';
import { findBaseModel } from '../baseModels.ts';
import { readUri } from '../dataset.ts';
import { fieldErrors } from '../errors.ts';
import { checkLabels } from '../labels.ts';
import { messages } from '../messages.ts';
import type { BatchJobMessage } from '../messages.ts';
import { isIn, nameOf, newId, readName } from '../method.ts';
import type { VertexRequest, VertexService } from '../method.ts';
import { findModel, findVersion } from '../models.ts';
import { trainedTo } from '../training.ts';
import { renderBatch } from './render.ts';
import type { BatchJob } from './tables.ts';

const LONGEST_DISPLAY_NAME = 128;

/** batchPredictionJobs.create. Missing files and buckets show only when the job runs. */
export function createBatch(service: VertexService, request: VertexRequest): Reply {
	const wanted = decode(messages[request.version].batchJob, parseBody(request.body), 'batch_prediction_job');
	const violations = violationsOf(wanted);
	if (violations.length > 0) throw fieldErrors(violations);
	const job: BatchJob = {
		id: newId(service),
		project: request.project.id,
		location: request.location,
		sequence: service.store.nextSequence(),
		createTime: request.now,
		displayName: wanted.displayName ?? '',
		...findAnswerer(service, request, wanted.model ?? ''),
		inputUri: wanted.inputConfig?.gcsSource?.uris?.[0] ?? '',
		outputUriPrefix: wanted.outputConfig?.gcsDestination?.outputUriPrefix ?? '',
		labels: wanted.labels ?? {},
		durations: { ...service.durations },
		...(request.outcome && { outcome: request.outcome }),
	};
	service.store.vertex.batches.set(job.id, job);
	return jsonReply(renderBatch(service, job, request.now), request.query);
}

function violationsOf({
	displayName = '',
	model,
	inputConfig,
	outputConfig,
	labels,
}: BatchJobMessage): FieldViolation[] {
	const uris = inputConfig?.gcsSource?.uris ?? [];
	const prefix = outputConfig?.gcsDestination?.outputUriPrefix ?? '';
	const checks: Array<[boolean, string, string]> = [
		[displayName === '', 'display_name', 'Required field is not set.'],
		[
			[...displayName].length > LONGEST_DISPLAY_NAME,
			'display_name',
			`The display name may have up to ${LONGEST_DISPLAY_NAME} characters.`,
		],
		[!model, 'model', 'Required field is not set.'],
		[
			inputConfig?.instancesFormat !== 'jsonl',
			'input_config.instances_format',
			'The instances format must be jsonl for a Cloud Storage source.',
		],
		[
			uris.length !== 1 || readUri(uris[0] ?? '') === undefined,
			'input_config.gcs_source.uris',
			'Exactly one URI of the form gs://bucket/object is required.',
		],
		[
			outputConfig?.predictionsFormat !== 'jsonl',
			'output_config.predictions_format',
			'The predictions format must be jsonl for a Cloud Storage destination.',
		],
		[
			!/^gs:\/\/[^/]+/.test(prefix),
			'output_config.gcs_destination.output_uri_prefix',
			'A URI of the form gs://bucket/directory is required.',
		],
	];
	return [
		...checks.flatMap(([isWrong, field, description]) => (isWrong ? [{ field, description }] : [])),
		...checkLabels('labels', labels),
	];
}

/** @throws ApiError 400 or 404 */
function findAnswerer(
	service: VertexService,
	request: VertexRequest,
	name: string,
): Pick<BatchJob, 'model' | 'modelVersionId' | 'responder'> {
	const [, published] =
		/^(?:projects\/[^/]+\/locations\/[^/]+\/)?publishers\/google\/models\/([^/]+)$/.exec(name) ?? [];
	if (published !== undefined) {
		if (!findBaseModel(published)) {
			throw new ApiError('NOT_FOUND', `The PublisherModel ${published} does not exist.`);
		}
		return {
			model: `publishers/google/models/${published}`,
			modelVersionId: '1',
			responder: () => baseModel,
		};
	}
	const place = readName(service, 'models', name);
	if (!place || !isIn(place, request)) {
		throw new ApiError('NOT_FOUND', `The Model ${name} does not exist.`);
	}
	const model = findModel(service, place);
	const version = findVersion(model, place.id.split('@')[1]);
	return {
		model: nameOf(service, 'models', model),
		modelVersionId: version.id,
		responder: () => {
			const job = service.store.vertex.jobs.get(version.job);
			if (!job) throw new Error(`Model ${model.id} was made by no job`);
			const checkpoint = version.checkpoints.find(
				({ checkpointId }) => checkpointId === version.defaultCheckpointId,
			);
			return trainedTo(job, checkpoint?.step ?? Infinity);
		},
	};
}
