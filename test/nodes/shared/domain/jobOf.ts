import type { TuningJob } from '../../../../nodes/shared/domain/job.ts';

/** A running job that has not made a step. */
export function jobOf(id: string, fields: Partial<TuningJob> = {}): TuningJob {
	const createTime = '2024-03-14T15:10:00.000000Z';
	return {
		name: null,
		tunedModel: `tunedModels/${id}`,
		identity: `tunedModels/${id}@${createTime}`,
		displayName: id,
		description: '',
		baseModel: 'models/gemini-1.5-flash-001-tuning',
		sourceTunedModel: null,
		state: 'running',
		rawState: 'CREATING',
		stage: null,
		outcomeKnown: true,
		jobError: null,
		createTime,
		startTime: null,
		endTime: null,
		updateTime: createTime,
		endpoint: null,
		checkpoints: [],
		dataStats: null,
		totalSteps: null,
		completedSteps: 0,
		completedPercent: null,
		snapshots: [],
		otherMetrics: {},
		divergedAtStep: null,
		metricsProblem: null,
		experiment: null,
		hasValidationData: false,
		hyperparameters: {
			epochCount: 5,
			batchSize: 4,
			learningRate: 0.001,
			learningRateMultiplier: null,
			adapterSize: null,
			beta: null,
		},
		...fields,
	};
}
