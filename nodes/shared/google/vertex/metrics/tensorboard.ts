/**
 * Losses of a tuning job at Vertex AI: every job has an experiment, and the experiment's TensorBoard contains the metrics.
 *
 * Source: Google's notebook `sft_gemini_qa.ipynb` for the names of supervised tuning. Which names other methods use isn't documented.
 */

import type { TuningJob } from '../../../domain/job';
import type { MetricPoints } from '../../../domain/trainingMetrics';
import { withMeasurements } from '../../../domain/trainingMetrics';
import { GoogleApiError } from '../../http/googleErrors';
import { paginate } from '../../http/paginate';
import type { Calls } from '../calls';
import { urlOf } from '../calls';
import * as wire from './metricsWire';

/** Where a job's metrics are. */
interface MetricsPlace {
	tensorboard: string;
	/** Resource names of the time series by metric. */
	series: ReadonlyMap<string, string>;
}

/** The places of metrics by job, for later reads. Shared by all executions of a process. */
export interface MetricsPlaces {
	get: (job: string) => MetricsPlace | undefined;
	set: (job: string, place: MetricsPlace) => void;
}

const mostPlaces = 1_000;

/** Keeps the places of the 1,000 jobs that were read last. */
export function createMetricsPlaces(): MetricsPlaces {
	const places = new Map<string, MetricsPlace>();
	return {
		get: (job) => places.get(job),
		set(job, place) {
			places.delete(job);
			places.set(job, place);
			const [oldest] = places.keys();
			if (places.size > mostPlaces && oldest !== undefined) places.delete(oldest);
		},
	};
}

/** Reads at most this many time series at once, Google's limit for batchRead. */
const mostSeries = 20;
const mostRuns = 20;
const trainingLoss = '/train_total_loss';
const validationLoss = '/eval_total_loss';

/** The metrics that snapshots contain, by their names at Google. */
const known = {
	[trainingLoss]: 'meanLoss',
	'/train_fraction_of_correct_next_step_preds': 'accuracy',
	[validationLoss]: 'validationLoss',
	'/eval_fraction_of_correct_next_step_preds': 'validationAccuracy',
} as const;

/** A reason why a job has no metrics, as a sentence. */
class NoMetrics extends Error {}

/**
 * Adds the measured steps to a job. A job's first read costs four requests, and each later one costs one. Until the first
 * validation, a job with validation data costs one more. Never fails: a job without readable metrics gets the reason in `metricsProblem`.
 */
export async function withMetrics(calls: Calls, places: MetricsPlaces, job: TuningJob): Promise<TuningJob> {
	try {
		return withMeasurements(job, await readPoints(calls, places, job));
	} catch (error) {
		return { ...job, metricsProblem: describeProblem(error) };
	}
}

async function readPoints(calls: Calls, places: MetricsPlaces, job: TuningJob): Promise<MetricPoints> {
	const { name, experiment } = job;
	if (name === null || experiment === null) throw new NoMetrics('The job has no experiment yet.');
	const key = JSON.stringify([calls.endpoint, name]);
	const earlier = places.get(key);
	const place = earlier && isComplete(earlier, job) ? earlier : await findPlace(calls, experiment, earlier);
	places.set(key, place);
	return await readPlace(calls, place);
}

function isComplete({ series }: MetricsPlace, { hasValidationData }: TuningJob): boolean {
	return series.has(trainingLoss) && (!hasValidationData || series.has(validationLoss));
}

async function findPlace(
	calls: Calls,
	experiment: string,
	earlier: MetricsPlace | undefined,
): Promise<MetricsPlace> {
	const parent = checked(experiment, experimentPattern, 'experiment');
	const tensorboard = earlier?.tensorboard ?? (await findTensorboard(calls, parent));
	const runs = `${tensorboard}/experiments/${parent.split('/').at(-1)}/runs`;
	const training = earlier?.series.get(trainingLoss);
	if (training !== undefined) return { tensorboard, series: await listSeries(calls, runOf(training)) };
	return { tensorboard, series: await findRun(calls, runs) };
}

async function findTensorboard(calls: Calls, experiment: string): Promise<string> {
	const { metadata = {} } = await calls.http({ method: 'GET', url: urlOf(calls, experiment) }, wire.context);
	const { backing_tensorboard_resource: tensorboard = '' } = metadata;
	if (tensorboard === '') throw new NoMetrics("The job's experiment has no TensorBoard.");
	return checked(tensorboard, tensorboardPattern, 'TensorBoard');
}

/** The time series of the training's run. An evaluation adds runs of its own, in any order. */
async function findRun(calls: Calls, url: string): Promise<Map<string, string>> {
	let others: Map<string, string> | undefined;
	let seen = 0;
	const pages = async (query: object) =>
		await calls.http(
			{ method: 'GET', url: urlOf(calls, url), query: { ...query } },
			wire.listTensorboardRunsResponse,
		);
	for await (const { name } of paginate('TensorBoard runs', pages)) {
		const series = await listSeries(calls, checked(name, runPattern, 'TensorBoard run'));
		if (series.has(trainingLoss)) return series;
		if (series.size > 0) others ??= series;
		seen += 1;
		if (seen === mostRuns) break;
	}
	if (others) return others;
	throw new NoMetrics(
		seen === 0 ? "The job's TensorBoard has no run yet." : "The job's TensorBoard run is empty.",
	);
}

async function listSeries(calls: Calls, run: string): Promise<Map<string, string>> {
	const series = new Map<string, string>();
	const url = urlOf(calls, `${run}/timeSeries`);
	const pages = async (query: object) =>
		await calls.http({ method: 'GET', url, query: { ...query } }, wire.listTensorboardTimeSeriesResponse);
	for await (const { name, displayName = '' } of paginate('TensorBoard time series', pages)) {
		if (series.size < mostSeries) series.set(displayName, checked(name, seriesPattern, 'time series'));
	}
	return series;
}

async function readPlace(calls: Calls, { tensorboard, series }: MetricsPlace): Promise<MetricPoints> {
	const request = {
		method: 'GET',
		url: `${urlOf(calls, tensorboard)}:batchRead`,
		query: { timeSeries: [...series.values()] },
	} as const;
	const { timeSeriesData = [] } = await calls.http(request, wire.batchReadResponse);
	const names = new Map([...series].map(([metric, name]) => [name.split('/').at(-1), metric]));
	const points: MetricPoints = { known: {}, others: {} };
	for (const { tensorboardTimeSeriesId: id, values = [] } of timeSeriesData) {
		const metric = names.get(id.split('/').at(-1));
		if (metric === undefined) continue;
		const read = values.flatMap(toPoint);
		if (isKnown(metric)) points.known[known[metric]] = read;
		else points.others[metric] = read;
	}
	return points;
}

function isKnown(metric: string): metric is keyof typeof known {
	return Object.hasOwn(known, metric);
}

function toPoint({ scalar, wallTime, step = 0 }: wire.DataPoint) {
	return scalar && Number.isFinite(Number(step))
		? [{ step: Number(step), time: wallTime ?? null, value: scalar.value ?? 0 }]
		: [];
}

const place = String.raw`projects/[\w.:-]+/locations/[\w-]+`;
const experimentPattern = new RegExp(String.raw`^${place}/metadataStores/[\w-]+/contexts/[\w-]+$`);
const tensorboardPattern = new RegExp(String.raw`^${place}/tensorboards/[\w-]+$`);
const run = String.raw`${place}/tensorboards/[\w-]+/experiments/[\w-]+/runs/[\w-]+`;
const runPattern = new RegExp(`^${run}$`);
const seriesPattern = new RegExp(String.raw`^${run}/timeSeries/[\w-]+$`);

function runOf(series: string): string {
	return series.replace(/\/timeSeries\/[^/]+$/, '');
}

/** A name in a response becomes part of a URL. */
function checked(name: string, pattern: RegExp, what: string): string {
	if (pattern.test(name)) return name;
	throw new NoMetrics(`The name of the job's ${what} can't be read.`);
}

function describeProblem(error: unknown): string {
	if (error instanceof NoMetrics) return error.message;
	if (error instanceof GoogleApiError && error.httpStatus === 403)
		return `The credential's account can't read the TensorBoard. Give it the role 'Vertex AI User'. Google's message: ${error.message}`;
	return `The metrics can't be read: ${error instanceof Error ? error.message : String(error)}`;
}
