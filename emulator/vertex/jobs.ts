import { ApiError } from '../errors.ts';
import { present, unlessDefault } from '../json.ts';
import { jsonReply, parseBody } from '../jsonBody.ts';
import type { Reply } from '../http.ts';
import { decode } from '../proto.ts';
import { notFound } from './errors.ts';
import { createFilter } from './filter.ts';
import { messages } from './messages.ts';
import { isIn } from './method.ts';
import type { VertexRequest, VertexService } from './method.ts';
import { newestFirst } from './paging.ts';
import { renderJob } from './render.ts';
import { cancelJob } from './scheduler.ts';
import type { TuningJob } from './tables.ts';
import { isEnd, viewJob } from './timeline.ts';

const FILTERABLE = [
	'baseModel',
	'createTime',
	'description',
	'endTime',
	'labels',
	'name',
	'startTime',
	'state',
	'tunedModelDisplayName',
	'updateTime',
];

function findJob({ store }: VertexService, request: VertexRequest): TuningJob {
	const job = store.vertex.jobs.get(request.ids[0] ?? '');
	if (!job || !isIn(job, request)) throw notFound('TuningJob');
	return job;
}

export function getTuningJob(service: VertexService, request: VertexRequest): Reply {
	const job = findJob(service, request);
	return jsonReply(renderJob(service, job, request.version, request.now), request.query);
}

export function listTuningJobs(service: VertexService, request: VertexRequest): Reply {
	const { params, version, now } = request;
	const wanted = createFilter(params.get('filter') ?? '', FILTERABLE);
	const render = (job: TuningJob) => renderJob(service, job, version, now);
	const jobs = [...service.store.vertex.jobs.values()].filter(
		(job) => isIn(job, request) && wanted(render(job)),
	);
	const { items, nextPageToken } = newestFirst(jobs, params);
	return jsonReply(present({ tuningJobs: unlessDefault(items.map(render)), nextPageToken }), request.query);
}

export function cancelTuningJob(service: VertexService, request: VertexRequest): Reply {
	decode(messages[request.version].cancelRequest, parseBody(request.body));
	const job = findJob(service, request);
	const { state } = viewJob(job, request.now);
	if (isEnd(state)) {
		throw new ApiError('FAILED_PRECONDITION', `The TuningJob is in state ${state} and cannot be cancelled.`);
	}
	if (job.cancelTime === undefined) cancelJob(job, request.now);
	return jsonReply({}, request.query);
}
