import { createTraining } from '../learner/index.ts';
import type { Training } from '../learner/index.ts';
import { totalSteps, TuningRun } from '../run.ts';
import type { Checkpoint, Dataset, TuningJob } from './tables.ts';
import { trainingStart } from './timeline.ts';

/** The learner's own learning rate for a multiplier of 1. */
const RECOMMENDED_RATE = 0.001;
/** Up to this many examples the learner uses small batches. Google reports neither steps nor batches. */
const SMALL_DATASET = 1000;
const SMALL_BATCH = 4;
const LARGE_BATCH = 16;
/** Google chose 10 epochs for 500 examples; the rest is an extrapolation. */
const DEFAULT_EPOCHS_TIMES_EXAMPLES = 5000;
const MOST_DEFAULT_EPOCHS = 20;
const MOST_CHECKPOINTS = 10;
/** How often the validation data measures the model. Google's number isn't documented. */
const EVALUATIONS = 20;

function defaultEpochs(examples: number): number {
	return Math.max(1, Math.min(MOST_DEFAULT_EPOCHS, Math.round(DEFAULT_EPOCHS_TIMES_EXAMPLES / examples)));
}

function batchSize({ count }: Dataset): number {
	return count <= SMALL_DATASET ? SMALL_BATCH : LARGE_BATCH;
}

function newTraining(job: TuningJob, dataset: Dataset): Training {
	const { learningRateMultiplier, beta, epochCount = 1 } = job.hyperParameters;
	const plan = { exampleCount: dataset.count, epochCount, batchSize: batchSize(dataset) };
	const every = Math.max(1, Math.floor(totalSteps(plan) / EVALUATIONS));
	return createTraining({
		examples: dataset.examples,
		...(dataset.validation && { validation: { examples: dataset.validation, every } }),
		batchSize: plan.batchSize,
		// A preference job with beta 0 learns nothing.
		learningRate: beta === 0 ? 0 : learningRateMultiplier * RECOMMENDED_RATE,
		...(job.preTunedModel && { from: job.preTunedModel.training() }),
	});
}

/** Starts a job's training once its data has been read. */
export function startRun(job: TuningJob, dataset: Dataset): TuningRun {
	job.dataset = dataset;
	job.hyperParameters.epochCount ??= defaultEpochs(dataset.count);
	return new TuningRun({
		createTime: trainingStart(job) ?? dataset.at,
		exampleCount: dataset.count,
		epochCount: job.hyperParameters.epochCount,
		batchSize: batchSize(dataset),
		durations: { startMs: 0, stepMs: job.durations.stepMs, finishMs: job.durations.finishMs },
		training: newTraining(job, dataset),
		...(job.outcome && { outcome: job.outcome }),
	});
}

/** About one checkpoint an epoch, at most ten, evenly spread; the last is the finished model. */
export function checkpointsOf({ run, hyperParameters: { epochCount = 1 } }: TuningJob): Checkpoint[] {
	if (!run) return [];
	const number = Math.min(epochCount, MOST_CHECKPOINTS);
	return Array.from({ length: number }, (_, i) => {
		const epoch = Math.round(((i + 1) * epochCount) / number);
		const { totalSteps } = run;
		const step = i === number - 1 ? totalSteps : Math.floor((epoch * totalSteps) / epochCount);
		return { checkpointId: String(i + 1), epoch, step };
	});
}

const retrained = new WeakMap<TuningJob, Map<number, Training>>();

/** The model after a step. For a step before the last, the emulator trains once more from the beginning. */
export function trainedTo(job: TuningJob, step: number): Training {
	const { run, dataset } = job;
	if (!run || !dataset) throw new Error(`Tuning job ${job.id} has not been trained`);
	const known = retrained.get(job) ?? new Map<number, Training>();
	retrained.set(job, known);
	const training =
		step >= run.totalSteps ? run.plan.training : (known.get(step) ?? newTraining(job, dataset));
	known.set(step, training);
	training.advanceTo(Math.min(step, run.totalSteps));
	return training;
}
