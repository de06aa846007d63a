/** Joins the time series of a training run to snapshots. */

import type { Snapshot, TuningJob } from './job';

/** One value of a time series; NaN or infinite if the training diverged. */
export interface MetricPoint {
	step: number;
	/** RFC 3339. */
	time: string | null;
	value: number;
}

/** Vertex AI returns at most this many values of a series (google/cloud/aiplatform/v1/tensorboard_service.proto). */
const mostPoints = 1_000;

type Measured = 'meanLoss' | 'accuracy' | 'validationLoss' | 'validationAccuracy';

/** The time series of a training run. */
export interface MetricPoints {
	known: Partial<Record<Measured, MetricPoint[]>>;
	/** Series that snapshots have no field for, by the service's name. */
	others: Record<string, MetricPoint[]>;
}

/**
 * A job with a snapshot for each measured step, and with its progress at the last one. Services often don't report the total steps; a
 * job that succeeded has as many as its last checkpoint or measurement. Null if a sample hides the last step.
 */
export function withMeasurements(job: TuningJob, { known, others }: MetricPoints): TuningJob {
	const metrics = entriesOf(known);
	const steps = metrics.flatMap(([, points]) => points.map(({ step }) => step));
	const lastStep = steps.reduce<number | null>((most, step) => Math.max(most ?? 0, step), job.completedSteps);
	// Of a longer series the service returns a sample, which can lack the last step.
	const isSample = metrics.some(([, points]) => points.length >= mostPoints);
	const isDone = job.state === 'succeeded';
	const measuredTotal = isSample ? null : lastStep;
	const totalSteps = job.totalSteps ?? (isDone ? (job.checkpoints.at(-1)?.step ?? measuredTotal) : null);
	const completedSteps = isDone ? (totalSteps ?? lastStep) : lastStep;
	const epochOf = epochsBy(totalSteps, job.hyperparameters.epochCount);
	const snapshots = new Map<number, Snapshot>();
	for (const [metric, points] of metrics) {
		for (const { step, time, value } of points) {
			const snapshot = snapshots.get(step) ?? {
				...unmeasured,
				step,
				epoch: epochOf(step),
				computeTime: time,
			};
			snapshots.set(step, { ...snapshot, [metric]: Number.isFinite(value) ? value : null });
		}
	}
	return {
		...job,
		snapshots: [...snapshots.values()].sort((one, other) => one.step - other.step),
		otherMetrics: others,
		divergedAtStep: firstNonFinite(known.meanLoss ?? []),
		totalSteps,
		completedSteps,
		completedPercent: percentOf(completedSteps, totalSteps) ?? job.completedPercent,
		metricsProblem: null,
	};
}

const unmeasured = { meanLoss: null, accuracy: null, validationLoss: null, validationAccuracy: null };

function entriesOf(known: MetricPoints['known']): Array<[Measured, MetricPoint[]]> {
	const measured: readonly Measured[] = ['meanLoss', 'accuracy', 'validationLoss', 'validationAccuracy'];
	return measured.map((metric) => [metric, known[metric] ?? []]);
}

/** Finished epochs at a step. */
function epochsBy(totalSteps: number | null, epochCount: number | null): (step: number) => number | null {
	if (totalSteps === null || epochCount === null) return () => null;
	return (step) => Math.min(epochCount, Math.floor((step * epochCount) / totalSteps));
}

/** The last measured value of each metric, and the epoch of the last step. A step can lack some of them. */
export function lastMeasured(
	snapshots: readonly Snapshot[],
): Pick<Snapshot, 'epoch' | 'accuracy' | 'meanLoss' | 'validationAccuracy' | 'validationLoss'> {
	const last = (metric: 'accuracy' | 'meanLoss' | 'validationAccuracy' | 'validationLoss') =>
		snapshots.findLast((snapshot) => snapshot[metric] !== null)?.[metric] ?? null;
	return {
		epoch: snapshots.at(-1)?.epoch ?? null,
		meanLoss: last('meanLoss'),
		accuracy: last('accuracy'),
		validationLoss: last('validationLoss'),
		validationAccuracy: last('validationAccuracy'),
	};
}

/** The first step whose loss isn't a finite number. */
export function firstNonFinite(points: ReadonlyArray<Pick<MetricPoint, 'step' | 'value'>>): number | null {
	return points.find(({ value }) => !Number.isFinite(value))?.step ?? null;
}

/** Finished steps in percent, 0 to 100; null if one of the numbers is unknown. */
export function percentOf(steps: number | null, total: number | null): number | null {
	return steps === null || total === null || total === 0 ? null : Math.min(100, (100 * steps) / total);
}
