import { toBatchJob } from '../../../../../nodes/shared/google/vertex/batch/batchConvert.ts';
import { toJob } from '../../../../../nodes/shared/google/vertex/tuning/vertexConvert.ts';
import type { JobState, TuningJob } from '../../../../../nodes/shared/google/vertex/vertexWire.ts';
import { isSettled } from '../../../../../nodes/shared/domain/job.ts';

const place = 'projects/123456789012/locations/us-central1';
const created: TuningJob = {
	name: `${place}/tuningJobs/4567`,
	tunedModelDisplayName: 'Tickets',
	baseModel: 'gemini-3.5-flash',
	supervisedTuningSpec: {
		trainingDatasetUri: 'gs://b/t.jsonl',
		hyperParameters: { epochCount: '10', learningRateMultiplier: 1, adapterSize: 'ADAPTER_SIZE_EIGHT' },
	},
	state: 'JOB_STATE_PENDING',
	createTime: '2026-10-09T06:20:11.698883Z',
	updateTime: '2026-10-09T06:20:11.698883Z',
};

test('steps and loss of a new job are null', () => {
	expect(toJob(created)).toMatchObject({
		name: `${place}/tuningJobs/4567`,
		identity: `${place}/tuningJobs/4567`,
		tunedModel: null,
		endpoint: null,
		state: 'pending',
		stage: null,
		outcomeKnown: true,
		totalSteps: null,
		completedSteps: null,
		completedPercent: null,
		snapshots: [],
		checkpoints: [],
		dataStats: null,
		jobError: null,
		hyperparameters: {
			epochCount: 10,
			learningRateMultiplier: 1,
			adapterSize: 8,
			beta: null,
			batchSize: null,
		},
	});
});

test('a running job contains its stage', () => {
	const job = toJob({
		...created,
		state: 'JOB_STATE_RUNNING',
		tuningJobState: 'TUNING_JOB_STATE_WAITING_FOR_QUOTA',
	});
	expect(job).toMatchObject({ state: 'running', stage: 'WAITING_FOR_QUOTA' });
	expect(toJob({ ...created, tuningJobState: 'TUNING_JOB_STATE_UNSPECIFIED' }).stage).toBeNull();
});

test.each<[JobState, string, boolean]>([
	['JOB_STATE_UNSPECIFIED', 'unknown', false],
	['JOB_STATE_QUEUED', 'pending', false],
	['JOB_STATE_PENDING', 'pending', false],
	['JOB_STATE_RUNNING', 'running', false],
	['JOB_STATE_SUCCEEDED', 'succeeded', true],
	['JOB_STATE_FAILED', 'failed', true],
	['JOB_STATE_CANCELLING', 'cancelling', false],
	['JOB_STATE_CANCELLED', 'cancelled', true],
	['JOB_STATE_PAUSED', 'paused', false],
	['JOB_STATE_EXPIRED', 'expired', true],
	['JOB_STATE_UPDATING', 'running', false],
	['JOB_STATE_PARTIALLY_SUCCEEDED', 'succeeded', true],
])('%s is %s', (rawState, state, settled) => {
	const job = toJob({ ...created, state: rawState });
	expect(job).toMatchObject({ state, rawState });
	expect(isSettled(job.state)).toBe(settled);
});

test('a new state of Google’s is unknown', () => {
	const answered: TuningJob = JSON.parse(JSON.stringify({ ...created, state: 'JOB_STATE_MIGRATING' }));
	expect(toJob(answered)).toMatchObject({ state: 'unknown', rawState: 'JOB_STATE_MIGRATING' });
	expect(toJob({ name: 'x' }).state).toBe('unknown');
});

test('a finished job contains its model, its endpoint and those of its checkpoints', () => {
	const job = toJob({
		...created,
		state: 'JOB_STATE_SUCCEEDED',
		tunedModel: {
			model: `${place}/models/1@1`,
			endpoint: `${place}/endpoints/2`,
			checkpoints: [
				{ checkpointId: '1', epoch: '1', step: '10', endpoint: `${place}/endpoints/3` },
				{ checkpointId: '2', epoch: '2', step: '20' },
			],
		},
	});
	expect(job).toMatchObject({ tunedModel: `${place}/models/1@1`, endpoint: `${place}/endpoints/2` });
	expect(job.checkpoints).toEqual([
		{ checkpointId: '1', epoch: 1, step: 10, endpoint: `${place}/endpoints/3` },
		{ checkpointId: '2', epoch: 2, step: 20, endpoint: null },
	]);
});

test('a model that could not be deployed has Google’s error', () => {
	const message =
		'Failed to create endpoint. Tuned model is uploaded and can be accessed through Model Registry.';
	const job = toJob({
		...created,
		state: 'JOB_STATE_FAILED',
		error: { code: 13, message },
		tunedModel: { model: `${place}/models/1@1` },
	});
	expect(job).toMatchObject({
		state: 'failed',
		jobError: { code: 13, message },
		tunedModel: `${place}/models/1@1`,
		endpoint: null,
	});
});

test('a job that continues another one contains the source model', () => {
	const { baseModel, ...rest } = created;
	const job = toJob({
		...rest,
		preTunedModel: { tunedModelName: `${place}/models/1@1`, baseModel: baseModel ?? '' },
	});
	expect(job).toMatchObject({ sourceTunedModel: `${place}/models/1@1`, baseModel: 'gemini-3.5-flash' });
});

test('statistics are numbers in any wire format', () => {
	const distribution = {
		sum: '94474',
		min: 54,
		max: 602,
		mean: 188.948,
		median: 172,
		p5: 107,
		p95: 327,
		buckets: [{ count: 126, left: 54, right: 145 }],
	};
	const job = toJob({
		...created,
		tuningDataStats: {
			supervisedTuningDataStats: {
				tuningDatasetExampleCount: '500',
				totalBillableTokenCount: '96894',
				tuningStepCount: '310',
				userInputTokenDistribution: distribution,
				totalTruncatedExampleCount: '1',
				truncatedExampleIndices: ['17'],
				droppedExampleReasons: ['Too many tokens'],
			},
		},
	});
	expect(job.totalSteps).toBe(310);
	expect(job.dataStats).toEqual({
		exampleCount: 500,
		billableTokenCount: 96894,
		stepCount: 310,
		inputTokens: { ...distribution, sum: 94474 },
		outputTokens: null,
		messagesPerExample: null,
		droppedExampleCount: 1,
		droppedExamples: [{ line: 17, reason: 'Too many tokens' }],
	});
});

test('preference tuning has its own statistics and beta', () => {
	const { supervisedTuningSpec, ...rest } = created;
	const job = toJob({
		...rest,
		preferenceOptimizationSpec: { ...supervisedTuningSpec, hyperParameters: { epochCount: '1', beta: 0.1 } },
		tuningDataStats: { preferenceOptimizationDataStats: { tuningDatasetExampleCount: '40' } },
	});
	expect(job.hyperparameters).toMatchObject({ epochCount: 1, beta: 0.1 });
	expect(job.dataStats).toMatchObject({ exampleCount: 40, billableTokenCount: null });
});

describe("a figure that isn't a number", () => {
	const figures = { sum: '9', min: 1, max: 5, mean: 2, median: 2, p5: 1, p95: 5 };

	it('makes its count null, and its whole distribution', () => {
		const supervisedTuningDataStats = {
			tuningDatasetExampleCount: Number.NaN,
			totalBillableTokenCount: '100',
			userInputTokenDistribution: { ...figures, mean: Number.NaN },
			userOutputTokenDistribution: figures,
			truncatedExampleIndices: ['3', Number.NaN],
		};
		expect(toJob({ ...created, tuningDataStats: { supervisedTuningDataStats } }).dataStats).toMatchObject({
			exampleCount: null,
			billableTokenCount: 100,
			inputTokens: null,
			outputTokens: { mean: 2, sum: 9 },
			droppedExamples: [{ line: 3 }],
		});
	});

	it('makes the step of a checkpoint null', () => {
		const checkpoints = [{ checkpointId: '1', epoch: '2', step: Number.NaN }];
		expect(toJob({ ...created, tunedModel: { checkpoints } }).checkpoints).toMatchObject([
			{ checkpointId: '1', epoch: 2, step: null },
		]);
	});

	it('makes the counts of a batch job null', () => {
		const completionStats = { successfulCount: Number.NaN, failedCount: '1' };
		expect(toBatchJob({ name: 'a', completionStats }).counts).toBeNull();
	});
});
