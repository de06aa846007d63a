import type { Consumer } from '../auth.ts';
import { ApiError, invalidArgument } from '../errors.ts';
import { parseBody } from '../jsonBody.ts';
import type { Json } from '../json.ts';
import { createTraining } from '../learner/index.ts';
import type { Example, Training } from '../learner/index.ts';
import { decode } from '../proto.ts';
import { TuningRun } from '../run.ts';
import type { Hyperparameters, Permission, TunedModel } from '../store.ts';
import { requireRole } from './access.ts';
import { findBaseModel, isTunable } from './baseModels.ts';
import { checkRequestSize, checkSettings, readExamples } from './limits.ts';
import { findTunedModel } from './lookup.ts';
import { tunedModel } from './messages.ts';
import type { TunedModelMessage } from './messages.ts';
import type { Request, Service } from './method.ts';
import { checkModelId, generateModelId, generateOperationId } from './modelId.ts';
import { renderOperation, tunedModelState } from './render.ts';

/** The documented defaults of 2025. Google didn't publish when it used a batch of 16 or a rate of 0.0002 instead. */
const DEFAULT = { epochCount: 5, batchSize: 4, learningRate: 0.001 };

interface Source {
	baseModel: string;
	defaults: { temperature: number; topP: number; topK?: number };
	tunedFrom?: { name: string; training: Training };
}

/** tunedModels.create: starts the job and returns its operation. */
export function createTunedModel(service: Service, request: Request): Json {
	checkRequestSize(request.body);
	const wanted = decode(tunedModel, parseBody(request.body), 'tuned_model');
	checkSettings(wanted);
	const source = findSource(service, request, wanted);
	const examples = readExamples(wanted.tuningTask?.trainingData?.examples?.examples);
	const hyperparameters = readHyperparameters(wanted);
	const id = chooseId(service, request.params.get('tunedModelId'), wanted.displayName ?? '');
	const topK = wanted.topK ?? source.defaults.topK;
	const model: TunedModel = {
		id,
		operationId: generateOperationId(service.random),
		sequence: service.store.nextSequence(),
		version: request.version,
		project: request.consumer.project.id,
		baseModel: source.baseModel,
		...(source.tunedFrom && { tunedFrom: source.tunedFrom.name }),
		displayName: wanted.displayName ?? '',
		description: wanted.description ?? '',
		temperature: wanted.temperature ?? source.defaults.temperature,
		topP: wanted.topP ?? source.defaults.topP,
		...(topK !== undefined && { topK }),
		readerProjectNumbers: wanted.readerProjectNumbers ?? [],
		hyperparameters,
		createTime: request.now,
		permissions: creatorsPermission(request.consumer),
		run: startRun(service, request, { examples, hyperparameters, source }),
	};
	service.store.tunedModels.set(id, model);
	return renderOperation(model, request.now);
}

function findSource(service: Service, request: Request, wanted: TunedModelMessage): Source {
	const from = wanted.tunedModelSource?.tunedModel;
	if ((from === undefined) === (wanted.baseModel === undefined)) {
		throw invalidArgument(
			'tuned_model.source_model',
			'Exactly one of base_model and tuned_model_source is required.',
		);
	}
	return from === undefined
		? fromBaseModel(wanted.baseModel ?? '', request.version)
		: fromTunedModel(service, request, from);
}

function fromBaseModel(name: string, version: string): Source {
	const base = name.startsWith('models/') ? findBaseModel(name.slice('models/'.length), version) : undefined;
	if (!base || !isTunable(base)) {
		throw new ApiError(
			'NOT_FOUND',
			`${name} is not found for API version ${version}, or is not supported for createTunedModel. ` +
				'Call ListModels to see the list of available models and their supported methods.',
		);
	}
	const { temperature = 1, topP = 1, topK } = base;
	return { baseModel: name, defaults: { temperature, topP, ...(topK !== undefined && { topK }) } };
}

function fromTunedModel(service: Service, request: Request, name: string): Source {
	const parent = findTunedModel(service, name.replace(/^tunedModels\//, ''));
	requireRole(parent, request.consumer, 'READER', request.version);
	if (tunedModelState(parent, request.now) !== 'ACTIVE') {
		throw new ApiError(
			'FAILED_PRECONDITION',
			`Tuned model tunedModels/${parent.id} is not in the ACTIVE state.`,
		);
	}
	const { temperature, topP, topK, baseModel } = parent;
	return {
		baseModel,
		defaults: { temperature, topP, ...(topK !== undefined && { topK }) },
		tunedFrom: { name: `tunedModels/${parent.id}`, training: parent.run.trained(request.now) },
	};
}

function readHyperparameters(wanted: TunedModelMessage): Hyperparameters {
	const { epochCount, batchSize, learningRate, learningRateMultiplier } =
		wanted.tuningTask?.hyperparameters ?? {};
	return {
		epochCount: epochCount || DEFAULT.epochCount,
		batchSize: batchSize || DEFAULT.batchSize,
		...(learningRateMultiplier === undefined
			? { learningRate: learningRate ?? DEFAULT.learningRate }
			: { learningRateMultiplier }),
	};
}

function chooseId(service: Service, wanted: string | undefined, displayName: string): string {
	const { tunedModels } = service.store;
	if (wanted) {
		checkModelId(wanted);
		if (tunedModels.has(wanted)) {
			throw new ApiError('ALREADY_EXISTS', `Tuned model tunedModels/${wanted} already exists.`);
		}
		return wanted;
	}
	let id = generateModelId(displayName, service.random);
	while (tunedModels.has(id)) id = generateModelId(displayName, service.random);
	return id;
}

function creatorsPermission({ caller }: Consumer): Permission[] {
	if (!caller) return [];
	const { accountId, email } = caller;
	return [{ id: accountId, granteeType: 'USER', emailAddress: email, role: 'OWNER', ofCreator: true }];
}

function startRun(
	service: Service,
	request: Request,
	{
		examples,
		hyperparameters,
		source,
	}: { examples: readonly Example[]; hyperparameters: Hyperparameters; source: Source },
): TuningRun {
	const { epochCount, batchSize, learningRate, learningRateMultiplier = 1 } = hyperparameters;
	return new TuningRun({
		createTime: request.now,
		exampleCount: examples.length,
		epochCount,
		batchSize,
		durations: { ...service.durations },
		training: createTraining({
			examples,
			batchSize,
			learningRate: learningRate ?? learningRateMultiplier * DEFAULT.learningRate,
			...(source.tunedFrom && { from: source.tunedFrom.training }),
		}),
		...(request.outcome && { outcome: request.outcome }),
	});
}
