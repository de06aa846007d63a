import { ApiError } from '../../errors.ts';
import type { Reply } from '../../http.ts';
import { present, unlessDefault } from '../../json.ts';
import { jsonReply, parseBody } from '../../jsonBody.ts';
import { decode } from '../../proto.ts';
import { notFound } from '../errors.ts';
import { createFilter } from '../filter.ts';
import { messages } from '../messages.ts';
import { isIn } from '../method.ts';
import type { VertexRequest, VertexService } from '../method.ts';
import { EMPTY, startOperation } from '../operations.ts';
import { newestFirst } from '../paging.ts';
import { isEnd } from '../timeline.ts';
import { renderBatch } from './render.ts';
import type { BatchJob } from './tables.ts';
import { viewBatch } from './timeline.ts';

const FILTERABLE = ['createTime', 'displayName', 'labels', 'modelDisplayName', 'state'];

function findBatch({ store }: VertexService, request: VertexRequest): BatchJob {
	const job = store.vertex.batches.get(request.ids[0] ?? '');
	if (!job || !isIn(job, request)) throw notFound('BatchPredictionJob');
	return job;
}

export function getBatch(service: VertexService, request: VertexRequest): Reply {
	return jsonReply(renderBatch(service, findBatch(service, request), request.now), request.query);
}

export function listBatches(service: VertexService, request: VertexRequest): Reply {
	const { params, now, query } = request;
	const wanted = createFilter(params.get('filter') ?? '', FILTERABLE);
	const render = (job: BatchJob) => renderBatch(service, job, now);
	const jobs = [...service.store.vertex.batches.values()].filter(
		(job) => isIn(job, request) && wanted(render(job)),
	);
	const { items, nextPageToken } = newestFirst(jobs, params);
	return jsonReply(present({ batchPredictionJobs: unlessDefault(items.map(render)), nextPageToken }), query);
}

/** @throws ApiError 400 for a job that has ended */
export function cancelBatch(service: VertexService, request: VertexRequest): Reply {
	decode(messages[request.version].cancelBatchRequest, parseBody(request.body));
	const job = findBatch(service, request);
	const { state } = viewBatch(job, request.now);
	if (isEnd(state)) {
		throw new ApiError(
			'FAILED_PRECONDITION',
			`The BatchPredictionJob is in state ${state} and cannot be cancelled.`,
		);
	}
	job.cancelTime ??= request.now;
	return jsonReply({}, request.query);
}

/** Deletes a job that has ended. Its output stays. */
export function deleteBatch(service: VertexService, request: VertexRequest): Reply {
	const job = findBatch(service, request);
	const { state } = viewBatch(job, request.now);
	if (!isEnd(state)) {
		throw new ApiError(
			'FAILED_PRECONDITION',
			`The BatchPredictionJob is in state ${state} and cannot be deleted. Cancel it first.`,
		);
	}
	return startOperation(service, request, {
		on: `batchPredictionJobs/${job.id}`,
		place: job,
		metadata: 'DeleteOperationMetadata',
		finish: () => {
			service.store.vertex.batches.delete(job.id);
			return { response: EMPTY };
		},
	});
}
