import type { Dataset, Example } from '../../domain/dataset/dataset';
import type { Snapshot, TuningJob, TuningState } from '../../domain/job';
import { defined } from '../../domain/defined';
import { isSettled, noHyperparameters } from '../../domain/job';
import { firstNonFinite } from '../../domain/trainingMetrics';
import type { BaseModel } from '../backend';
import type { Permission } from '../permissions';
import { finite } from '../http/shape';
import type { Status } from '../http/status';
import type { ModelChange, TuningSpec } from '../tuning';
import { baseModelName, tunedModelName } from './geminiNames';
import { splitMark } from './descriptionMark';
import type * as wire from './geminiWire';

const cancelledCode = 1;

const states: Record<wire.WireModelState, TuningState> = {
	STATE_UNSPECIFIED: 'unknown',
	CREATING: 'running',
	ACTIVE: 'succeeded',
	FAILED: 'failed',
};

function isWireState(state: string): state is wire.WireModelState {
	return Object.hasOwn(states, state);
}

/** A job as its tuned model shows it. That doesn't include whether the job was canceled or why it failed. */
export function toJob(model: wire.TunedModel): TuningJob {
	const rawState = model.state ?? 'STATE_UNSPECIFIED';
	const state = isWireState(rawState) ? states[rawState] : 'unknown';
	const task = model.tuningTask ?? {};
	const { epochCount, batchSize, learningRate, learningRateMultiplier } = task.hyperparameters ?? {};
	const snapshots = toSnapshots(task.snapshots ?? []);
	return {
		name: null,
		tunedModel: model.name ?? null,
		identity: `${model.name}@${model.createTime}`,
		displayName: model.displayName ?? '',
		description: splitMark(model.description ?? '').text,
		baseModel: model.baseModel ?? model.tunedModelSource?.baseModel ?? null,
		sourceTunedModel: model.tunedModelSource?.tunedModel ?? null,
		state,
		rawState,
		stage: null,
		outcomeKnown: !isSettled(state),
		jobError: null,
		createTime: model.createTime ?? null,
		startTime: task.startTime ?? null,
		endTime: task.completeTime ?? null,
		updateTime: model.updateTime ?? null,
		endpoint: null,
		checkpoints: [],
		dataStats: null,
		totalSteps: null,
		completedSteps: snapshots.length,
		completedPercent: null,
		snapshots,
		otherMetrics: {},
		divergedAtStep: divergedAt(task.snapshots ?? []),
		metricsProblem: null,
		experiment: null,
		hasValidationData: false,
		hyperparameters: {
			...noHyperparameters,
			...defined({ epochCount, batchSize, learningRate, learningRateMultiplier }),
		},
	};
}

/** Adds the operation's data: steps, percent and the outcome. */
export function withOperation(
	job: TuningJob,
	{ name, metadata = {}, done, error }: wire.Operation,
): TuningJob {
	return {
		...job,
		name,
		state: outcome(job.state, done === true, error),
		outcomeKnown: true,
		jobError: error ? { code: error.code ?? null, message: error.message ?? '' } : null,
		totalSteps: metadata.totalSteps ?? null,
		completedSteps: finite(metadata.completedSteps ?? 0),
		completedPercent: finite(metadata.completedPercent ?? 0),
		...(metadata.snapshots && {
			snapshots: toSnapshots(metadata.snapshots),
			divergedAtStep: divergedAt(metadata.snapshots),
		}),
	};
}

/** The operation takes precedence: a model can be marked as finished shortly before its operation is done. */
function outcome(modelState: TuningState, done: boolean, error: Status | undefined): TuningState {
	if (!done) return 'running';
	if (error === undefined) return modelState;
	return error.code === cancelledCode ? 'cancelled' : 'failed';
}

/** Without the snapshots whose step or epoch can't be read. A loss that isn't a finite number is null. */
function toSnapshots(snapshots: readonly wire.TuningSnapshot[]): Snapshot[] {
	return snapshots
		.map(({ step = 0, epoch = 0, meanLoss = 0, computeTime = null }) => ({
			step,
			epoch,
			meanLoss: finite(meanLoss),
			accuracy: null,
			validationLoss: null,
			validationAccuracy: null,
			computeTime,
		}))
		.filter(({ step, epoch }) => Number.isFinite(step) && Number.isFinite(epoch));
}

function divergedAt(snapshots: readonly wire.TuningSnapshot[]): number | null {
	return firstNonFinite(snapshots.map(({ step = 0, meanLoss = 0 }) => ({ step, value: meanLoss })));
}

export function toTrainingData({ examples }: Dataset): wire.TrainingData {
	return { examples: { examples: examples.map(toTuningExample) } };
}

export function toTuningExample({ input, output }: Example): wire.TuningExample {
	return { textInput: input, output };
}

export function toTunedModel(spec: TuningSpec, data: Dataset) {
	const { source, epochCount, batchSize, learningRate, learningRateMultiplier } = spec;
	return {
		...toSource(source),
		...toChange(spec),
		tuningTask: {
			hyperparameters: defined({ epochCount, batchSize, learningRate, learningRateMultiplier }),
			trainingData: toTrainingData(data),
		},
	};
}

/** The source model in one form, for any form of the user's input. */
export function toSource(
	source: TuningSpec['source'],
): Pick<wire.TunedModel, 'baseModel' | 'tunedModelSource'> {
	return 'baseModel' in source
		? { baseModel: baseModelName(source.baseModel) }
		: { tunedModelSource: { tunedModel: tunedModelName(source.tunedModel) } };
}

/** The fields of a tuned model that can be changed later, without undefined ones. */
export function toChange({
	displayName,
	description,
	temperature,
	topP,
	topK,
	readerProjectNumbers,
}: ModelChange): ModelChange {
	return defined({ displayName, description, temperature, topP, topK, readerProjectNumbers });
}

export function toBaseModel(model: wire.Model): BaseModel {
	return {
		name: model.name,
		displayName: model.displayName ?? '',
		description: model.description ?? '',
		canBeTuned: model.supportedGenerationMethods?.includes('createTunedModel') ?? false,
	};
}

export function toPermission({ name, granteeType, emailAddress, role }: wire.Permission): Permission {
	return {
		name,
		granteeType: granteeType ?? 'USER',
		emailAddress: emailAddress ?? null,
		role: role ?? 'READER',
	};
}
