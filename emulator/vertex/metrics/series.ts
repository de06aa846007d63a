import { newId } from '../method.ts';
import type { VertexService } from '../method.ts';
import type { MetricsRun, TuningJob } from '../tables.ts';
import { seededRandom } from '../../random.ts';

/** One value of a time series. */
export interface Point {
	step: number;
	/** In milliseconds since 1970. */
	at: number;
	value: number;
}

/** A run of a TensorBoard experiment. */
export interface Run {
	id: string;
	displayName: string;
	createTime: number;
	series: readonly Series[];
}

export interface Series {
	id: string;
	displayName: string;
	createTime: number;
	points: readonly Point[];
}

/** Most values in a response; of a longer series Google returns a random sample. */
export const MOST_POINTS = 1000;

/** The runs of a job at a time, sorted by ID. An evaluation run comes before the run of the training. */
export function runsOf(service: VertexService, job: TuningJob, now: number): Run[] {
	const points = pointsOf(job, now);
	if (!points || job.metricsFault === 'noRun') return [];
	const createTime = job.run?.stepTime(0) ?? now;
	job.metricsRun ??= { id: `run-${newId(service)}`, series: new Map() };
	const toSeries = (named: ReadonlyMap<string, readonly Point[]>, run: MetricsRun) =>
		[...named].map(([displayName, values]) => ({
			id: seriesId(service, run, displayName),
			displayName,
			createTime,
			points: values,
		}));
	const { id } = job.metricsRun;
	const training = {
		id,
		displayName: id,
		createTime,
		series: job.metricsFault === 'emptyRun' ? [] : toSeries(points, job.metricsRun),
	};
	if (job.metricsFault !== 'evaluationRun') return [training];
	const scores = new Map([['rouge_l_sum/mean', [{ step: 1, at: createTime, value: 0.5 }]]]);
	const evaluation = { id: `evaluation-${id}`, displayName: `evaluation-${id}`, createTime };
	return [{ ...evaluation, series: toSeries(scores, job.metricsRun) }, training];
}

function seriesId(service: VertexService, { series }: MetricsRun, displayName: string): string {
	const id = series.get(displayName) ?? newId(service);
	series.set(displayName, id);
	return id;
}

/**
 * The training's own values by the names that Google's notebook for supervised tuning reads. Which names preference tuning
 * has isn't documented. Undefined before training starts.
 */
function pointsOf(job: TuningJob, now: number): Map<string, readonly Point[]> | undefined {
	const { run, dataset } = job;
	if (!run || !dataset || run.at(now).phase === 'waiting') return undefined;
	const { completedSteps } = run.at(now);
	const { scores, evaluations } = run.trained(now);
	const point = (step: number, value: number): Point => ({ step, at: run.stepTime(step), value });
	const trained = scores.slice(0, completedSteps);
	const measured = evaluations.filter(({ step }) => step <= completedSteps);
	const train = (valueOf: (score: (typeof trained)[number]) => number) =>
		trained.map((score, index) => point(index + 1, valueOf(score)));
	const evaluate = (valueOf: (score: (typeof measured)[number]) => number) =>
		measured.map((score) => point(score.step, valueOf(score)));
	const predictions = (examples: number) => () => Math.round(dataset.outputTokens * examples);
	const known: [string, Point[]][] = [
		['/train_total_loss', train(({ loss }) => loss)],
		['/train_fraction_of_correct_next_step_preds', train(({ accuracy }) => accuracy)],
		['/train_num_predictions', train(predictions(run.plan.batchSize))],
		['/eval_total_loss', evaluate(({ loss }) => loss)],
		['/eval_fraction_of_correct_next_step_preds', evaluate(({ accuracy }) => accuracy)],
		['/eval_num_predictions', evaluate(predictions(dataset.validation?.length ?? 0))],
	];
	if (job.metricsFault === 'unknownSeries')
		known.unshift(['/train_gradient_norm', train(({ loss }) => loss * 2)]);
	return new Map(known.filter(([, points]) => points.length > 0));
}

/** At most `most` points in their order, drawn at random. The same series gives the same sample. */
export function sampled({ id, points }: Series, most: number): readonly Point[] {
	if (points.length <= most) return points;
	const random = seededRandom(Number(id.slice(-9)));
	const drawn = points.map((point) => ({ point, order: random() }));
	const kept = drawn.sort((one, other) => one.order - other.order).slice(0, most);
	return kept.map(({ point }) => point).sort((one, other) => one.step - other.step);
}
