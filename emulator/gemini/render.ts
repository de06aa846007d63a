import { microsTimestamp, nanosTimestamp } from '../clock.ts';
import { float32, present, unlessDefault } from '../json.ts';
import type { Json } from '../json.ts';
import type { Progress, Snapshot } from '../run.ts';
import type { Permission, TunedModel } from '../store.ts';

/** A canceled job leaves a usable model behind: the model is ACTIVE, and only its operation shows the cancellation. */
const stateOf: Record<Progress['phase'], 'CREATING' | 'ACTIVE' | 'FAILED'> = {
	waiting: 'CREATING',
	running: 'CREATING',
	succeeded: 'ACTIVE',
	cancelled: 'ACTIVE',
	failed: 'FAILED',
};

export function tunedModelState(model: TunedModel, now: number): 'CREATING' | 'ACTIVE' | 'FAILED' {
	return stateOf[model.run.at(now).phase];
}

/** The TunedModel message in Google's order of fields, without training data. */
export function renderTunedModel(model: TunedModel, now: number): { [key: string]: Json } {
	const progress = model.run.at(now);
	const settledOrCreated = progress.completeTime ?? model.createTime;
	const source: Record<string, Json> =
		model.tunedFrom === undefined
			? { baseModel: model.baseModel }
			: { tunedModelSource: { tunedModel: model.tunedFrom, baseModel: model.baseModel } };
	return present({
		name: `tunedModels/${model.id}`,
		...source,
		displayName: unlessDefault(model.displayName),
		description: unlessDefault(model.description),
		state: stateOf[progress.phase],
		createTime: microsTimestamp(model.createTime),
		updateTime: microsTimestamp(Math.max(settledOrCreated, model.patchTime ?? 0)),
		tuningTask: renderTask(model, progress, now),
		temperature: model.temperature,
		topP: model.topP,
		topK: model.topK,
		readerProjectNumbers: unlessDefault(model.readerProjectNumbers),
	});
}

function renderTask(model: TunedModel, progress: Progress, now: number): Json {
	const { startTime, completeTime } = progress;
	const { epochCount, batchSize, learningRate, learningRateMultiplier } = model.hyperparameters;
	return present({
		startTime: startTime === undefined ? undefined : nanosTimestamp(startTime),
		completeTime: completeTime === undefined ? undefined : microsTimestamp(completeTime),
		snapshots: unlessDefault(model.run.snapshots(now).map(renderSnapshot)),
		hyperparameters: present({ epochCount, batchSize, learningRate, learningRateMultiplier }),
	});
}

function renderSnapshot({ step, epoch, meanLoss, computeTime }: Snapshot): Json {
	return present({
		step,
		epoch: unlessDefault(epoch),
		meanLoss: unlessDefault(meanLoss),
		computeTime: nanosTimestamp(computeTime),
	});
}

export function operationName(model: TunedModel): string {
	return `tunedModels/${model.id}/operations/${model.operationId}`;
}

/** The operation of a tuning job with its progress and, once it has ended, its result. */
export function renderOperation(model: TunedModel, now: number): { [key: string]: Json } {
	const { completedSteps, completeTime, error } = model.run.at(now);
	const total = model.run.totalSteps;
	const messages = `type.googleapis.com/google.ai.generativelanguage.${model.version}`;
	const done = completeTime !== undefined;
	return present({
		name: operationName(model),
		metadata: present({
			'@type': `${messages}.CreateTunedModelMetadata`,
			totalSteps: total,
			completedSteps: unlessDefault(completedSteps),
			completedPercent: unlessDefault(float32((100 * completedSteps) / total)),
			snapshots: unlessDefault(model.run.snapshots(now).map(renderSnapshot)),
			tunedModel: `tunedModels/${model.id}`,
		}),
		done: unlessDefault(done),
		error: error && { code: error.code, message: error.message },
		response:
			done && !error ? { '@type': `${messages}.TunedModel`, ...renderTunedModel(model, now) } : undefined,
	});
}

export function renderPermission(model: TunedModel, permission: Permission): Json {
	return present({
		name: `tunedModels/${model.id}/permissions/${permission.id}`,
		granteeType: permission.granteeType,
		emailAddress: permission.emailAddress,
		role: permission.role,
	});
}
