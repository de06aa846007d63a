/**
 * What a client reads of a tuning job's metrics: the context of the metadata store, and runs and time series of its
 * TensorBoard (google/cloud/aiplatform/v1/{metadata,tensorboard}_service.proto).
 */
import { microsTimestamp } from '../../clock.ts';
import { ApiError, invalidArgument } from '../../errors.ts';
import type { Reply } from '../../http.ts';
import { present, unlessDefault } from '../../json.ts';
import type { Json } from '../../json.ts';
import { jsonReply } from '../../jsonBody.ts';
import { paginate } from '../../paging.ts';
import { notFound } from '../errors.ts';
import { isIn, newId, parentOf } from '../method.ts';
import type { VertexRequest, VertexService } from '../method.ts';
import type { TuningJob } from '../tables.ts';
import { experimentId, experimentName, experimentTime, jobOfExperiment } from './experiment.ts';
import { MOST_POINTS, runsOf, sampled } from './series.ts';
import type { Run, Series } from './series.ts';

/** Default page size of runs and time series. */
const PAGE_SIZE = 50;
const MOST_SERIES = 20;

export function getContext(service: VertexService, request: VertexRequest): Reply {
	const { project, location, ids, now } = request;
	const [store, id = ''] = ids;
	const job = jobOfExperiment(service, { project: project.id, location, id }, now);
	if (!job || store !== 'default') throw notFound('Context');
	const time = microsTimestamp(experimentTime(job));
	const context = present({
		name: experimentName(service, job, now),
		displayName: id,
		etag: String(Math.round(experimentTime(job))),
		createTime: time,
		updateTime: time,
		schemaTitle: 'system.Experiment',
		schemaVersion: '0.0.1',
		metadata: { backing_tensorboard_resource: tensorboardOf(service, job) },
	});
	return jsonReply(context, request.query);
}

export function listRuns(service: VertexService, request: VertexRequest): Reply {
	const job = findJob(service, request);
	const { items, nextPageToken } = paginate(runsOf(service, job, request.now), {
		params: request.params,
		defaultSize: PAGE_SIZE,
		keyOf: ({ id }) => id,
	});
	const tensorboardRuns = items.map((run) => ({
		name: runName(service, job, run, request.now),
		displayName: run.displayName,
		createTime: microsTimestamp(run.createTime),
		updateTime: microsTimestamp(run.createTime),
	}));
	return jsonReply(
		present({ tensorboardRuns: unlessDefault<Json[]>(tensorboardRuns), nextPageToken }),
		request.query,
	);
}

export function listTimeSeries(service: VertexService, request: VertexRequest): Reply {
	const job = findJob(service, request);
	const run = findRun(service, job, request);
	const ordered = [...run.series].sort((one, other) => (one.id < other.id ? -1 : 1));
	const { items, nextPageToken } = paginate(ordered, {
		params: request.params,
		defaultSize: PAGE_SIZE,
		keyOf: ({ id }) => id,
	});
	const tensorboardTimeSeries = items.map(({ id, displayName, createTime, points }) => {
		const { step, at } = points.at(-1) ?? { step: 0, at: createTime };
		return {
			name: `${runName(service, job, run, request.now)}/timeSeries/${id}`,
			displayName,
			valueType: 'SCALAR',
			createTime: microsTimestamp(createTime),
			updateTime: microsTimestamp(at),
			pluginName: 'scalars',
			metadata: { maxStep: String(step), maxWallTime: microsTimestamp(at) },
		};
	});
	return jsonReply(
		present({ tensorboardTimeSeries: unlessDefault<Json[]>(tensorboardTimeSeries), nextPageToken }),
		request.query,
	);
}

/** Reads several series of one TensorBoard. @throws ApiError 400 for none or more than 20, 404 for an unknown one */
export function batchRead(service: VertexService, request: VertexRequest): Reply {
	const wanted = [...request.query.getAll('timeSeries'), ...request.query.getAll('time_series')];
	if (wanted.length === 0) throw invalidArgument('time_series', 'Required field is not set.');
	if (wanted.length > MOST_SERIES)
		throw invalidArgument('time_series', `At most ${MOST_SERIES} time series can be read at once.`);
	requireTensorboard(service, request);
	const timeSeriesData = wanted.map((name) => renderData(findSeries(service, request, name), MOST_POINTS));
	return jsonReply({ timeSeriesData }, request.query);
}

/** Reads one series, by default at most 1,000 of its values. */
export function readSeries(service: VertexService, request: VertexRequest): Reply {
	const { ids, params } = request;
	const most = params.get('maxDataPoints') ?? '0';
	if (!/^\d+$/.test(most))
		throw new ApiError('INVALID_ARGUMENT', `Invalid value at 'max_data_points' (TYPE_INT32), "${most}"`);
	const run = findRun(service, findJob(service, request), request);
	const series = run.series.find(({ id }) => id === ids[3]);
	if (!series) throw notFound('TensorboardTimeSeries');
	return jsonReply({ timeSeriesData: renderData(series, Number(most) || MOST_POINTS) }, request.query);
}

function renderData(series: Series, most: number): Json {
	return {
		tensorboardTimeSeriesId: series.id,
		valueType: 'SCALAR',
		values: sampled(series, most).map(({ step, at, value }) => ({
			scalar: present({ value: unlessDefault(jsonDouble(value)) }),
			wallTime: microsTimestamp(at),
			step: String(step),
		})),
	};
}

/** A double in proto3 JSON, which has texts for values that JSON lacks. */
function jsonDouble(value: number): number | string {
	return Number.isFinite(value) ? value : String(value);
}

/** The TensorBoard that Google creates in each project and location. */
function tensorboardOf(service: VertexService, job: Pick<TuningJob, 'project' | 'location'>): string {
	const { tensorboards } = service.store.vertex;
	const key = `${job.project} ${job.location}`;
	const id = tensorboards.get(key) ?? newId(service);
	tensorboards.set(key, id);
	return `${parentOf(service, job)}/tensorboards/${id}`;
}

function requireTensorboard(service: VertexService, { project, location, ids }: VertexRequest): void {
	if (service.store.vertex.tensorboards.get(`${project.id} ${location}`) !== ids[0])
		throw notFound('Tensorboard');
}

/** The job of the path's TensorBoard experiment. */
function findJob(service: VertexService, request: VertexRequest): TuningJob {
	requireTensorboard(service, request);
	const { project, location, ids, now } = request;
	const job = jobOfExperiment(service, { project: project.id, location, id: ids[1] ?? '' }, now);
	if (!job) throw notFound('TensorboardExperiment');
	return job;
}

function findRun(service: VertexService, job: TuningJob, { ids, now }: VertexRequest): Run {
	const run = runsOf(service, job, now).find(({ id }) => id === ids[2]);
	if (!run) throw notFound('TensorboardRun');
	return run;
}

function runName(service: VertexService, job: TuningJob, { id }: Run, now: number): string {
	return `${tensorboardOf(service, job)}/experiments/${experimentId(job, now)}/runs/${id}`;
}

/** A series by its full name. */
function findSeries(service: VertexService, request: VertexRequest, name: string): Series {
	const { now } = request;
	const jobs = [...service.store.vertex.jobs.values()].filter((job) => isIn(job, request));
	for (const job of jobs) {
		for (const run of runsOf(service, job, now)) {
			const series = run.series.find(
				({ id }) => `${runName(service, job, run, now)}/timeSeries/${id}` === name,
			);
			if (series) return series;
		}
	}
	throw notFound('TensorboardTimeSeries');
}
