import type { DataStats, Distribution } from '../../../domain/dataset/dataStats';
import type { Checkpoint, JobError, TuningJob } from '../../../domain/job';
import { percentOf } from '../../../domain/trainingMetrics';
import { finite } from '../../http/shape';
import type { Status } from '../../http/status';
import { fromHyperParameters } from './hyperparameters';
import { toStage, toState } from '../states';
import type * as wire from '../vertexWire';

/**
 * Converts a job. The job itself doesn't contain losses; see `withMetrics`. It contains the total steps after the service has read
 * the dataset.
 */
export function toJob(job: wire.TuningJob): TuningJob {
	const { tunedModel = {}, preTunedModel = {} } = job;
	const rawState = job.state ?? 'JOB_STATE_UNSPECIFIED';
	const dataStats = toDataStats(job.tuningDataStats ?? {});
	const spec = job.supervisedTuningSpec ?? job.preferenceOptimizationSpec ?? {};
	return {
		name: job.name ?? null,
		tunedModel: tunedModel.model ?? null,
		identity: job.name ?? '',
		displayName: job.tunedModelDisplayName ?? '',
		description: job.description ?? '',
		baseModel: job.baseModel ?? preTunedModel.baseModel ?? null,
		sourceTunedModel: preTunedModel.tunedModelName ?? null,
		state: toState(rawState),
		rawState,
		stage: toStage(job.tuningJobState),
		outcomeKnown: true,
		jobError: toJobError(job.error),
		createTime: job.createTime ?? null,
		startTime: job.startTime ?? null,
		endTime: job.endTime ?? null,
		updateTime: job.updateTime ?? null,
		endpoint: tunedModel.endpoint ?? null,
		checkpoints: (tunedModel.checkpoints ?? []).map(toCheckpoint),
		dataStats,
		totalSteps: dataStats?.stepCount ?? null,
		...toCompleted(job, dataStats?.stepCount ?? null),
		snapshots: [],
		otherMetrics: {},
		divergedAtStep: null,
		metricsProblem: null,
		experiment: job.experiment ?? null,
		hasValidationData: (spec.validationDatasetUri ?? '') !== '',
		hyperparameters: fromHyperParameters(spec.hyperParameters ?? {}),
	};
}

/** Finished steps, which newer services report. */
function toCompleted(
	{ tuningJobMetadata = {} }: wire.TuningJob,
	totalSteps: number | null,
): Pick<TuningJob, 'completedSteps' | 'completedPercent'> {
	const completedSteps = finite(tuningJobMetadata.completedStepCount);
	return { completedSteps, completedPercent: percentOf(completedSteps, totalSteps) };
}

function toJobError(error: Status | undefined): JobError | null {
	return error ? { code: error.code ?? null, message: error.message ?? '' } : null;
}

function toCheckpoint({ checkpointId, epoch, step, endpoint }: wire.TunedModelCheckpoint): Checkpoint {
	return {
		checkpointId: checkpointId ?? '',
		epoch: finite(epoch),
		step: finite(step),
		endpoint: endpoint ?? null,
	};
}

function toDataStats({
	supervisedTuningDataStats: supervised,
	preferenceOptimizationDataStats: preference,
}: NonNullable<wire.TuningJob['tuningDataStats']>): DataStats | null {
	const stats = supervised ?? preference;
	if (stats === undefined) return null;
	return {
		exampleCount: finite(stats.tuningDatasetExampleCount),
		billableTokenCount: finite(stats.totalBillableTokenCount),
		stepCount: finite(stats.tuningStepCount),
		inputTokens: toDistribution(stats.userInputTokenDistribution),
		outputTokens: toDistribution(stats.userOutputTokenDistribution),
		messagesPerExample: toDistribution(supervised?.userMessagePerExampleDistribution),
		droppedExampleCount: finite(supervised?.totalTruncatedExampleCount),
		droppedExamples: (supervised?.truncatedExampleIndices ?? preference?.droppedExampleIndices ?? [])
			.map((line, index) => ({
				line: Number(line),
				reason: stats.droppedExampleReasons?.[index] ?? null,
			}))
			.filter(({ line }) => Number.isFinite(line)),
	};
}

/** @returns null also for a distribution with an unreadable number */
function toDistribution(given: wire.Distribution | undefined): Distribution | null {
	if (given === undefined) return null;
	const { sum = 0, min = 0, max = 0, mean = 0, median = 0, p5 = 0, p95 = 0, buckets = [] } = given;
	const figures = { sum: Number(sum), min, max, mean, median, p5, p95 };
	const filled = buckets.map(({ count = 0, left = 0, right = 0 }) => ({ count, left, right }));
	const isReadable = [figures, ...filled].every((each) => Object.values(each).every(Number.isFinite));
	return isReadable ? { ...figures, buckets: filled } : null;
}
