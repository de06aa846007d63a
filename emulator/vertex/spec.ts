import { randomUUID } from 'node:crypto';
import { ApiError } from '../errors.ts';
import type { FieldViolation } from '../errors.ts';
import type { BaseModel } from './baseModels.ts';
import { fieldError, fieldErrors } from './errors.ts';
import type { TuningJobMessage } from './messages.ts';
import { checkLabels } from './labels.ts';
import { asJson } from './lineChecks.ts';
import { readUri } from './dataset.ts';
import type { HyperParameters, TuningJob, TuningMethod } from './tables.ts';

const LONGEST_DISPLAY_NAME = 128;
/** Specs of Google's that this emulator doesn't train. */
const NOT_HERE = [
	'distillationSpec',
	'reinforcementTuningSpec',
	'partnerModelTuningSpec',
	'veoTuningSpec',
	'veoLoraTuningSpec',
] as const;
const DEFAULT_BETA = 0.1;

type Tuning = NonNullable<BaseModel['tuning']>;

/** The tuning settings of a request. */
export type Spec = Pick<
	TuningJob,
	| 'method'
	| 'trainingDatasetUri'
	| 'validationDatasetUri'
	| 'exportLastCheckpointOnly'
	| 'evaluationConfig'
	| 'hyperParameters'
>;

/** @throws ApiError 400 for fields that are missing or out of range */
export function checkFields(wanted: TuningJobMessage): void {
	const violations = [
		...checkSource(wanted),
		...checkSpec(wanted),
		...checkTexts(wanted),
		...checkLabels('tuning_job.labels', wanted.labels),
	];
	if (violations.length > 0) throw fieldErrors(violations);
	if (NOT_HERE.some((name) => wanted[name] !== undefined) || wanted.customBaseModel !== undefined) {
		throw new ApiError(
			'UNIMPLEMENTED',
			'This stand-in for Google trains supervised and preference jobs only.',
		);
	}
}

function checkSource({ baseModel, preTunedModel }: TuningJobMessage): FieldViolation[] {
	if (baseModel === undefined && preTunedModel === undefined)
		return [{ field: 'tuning_job.base_model', description: 'Required field is not set.' }];
	return preTunedModel && !preTunedModel.tunedModelName
		? [{ field: 'tuning_job.pre_tuned_model.tuned_model_name', description: 'Required field is not set.' }]
		: [];
}

function checkSpec(wanted: TuningJobMessage): FieldViolation[] {
	const { supervisedTuningSpec, preferenceOptimizationSpec } = wanted;
	if (NOT_HERE.some((name) => wanted[name] !== undefined)) return [];
	const spec = supervisedTuningSpec ?? preferenceOptimizationSpec;
	const field = `tuning_job.${supervisedTuningSpec ? 'supervised_tuning_spec' : 'preference_optimization_spec'}`;
	if (!spec) return [{ field: 'tuning_job.tuning_spec', description: 'Required field is not set.' }];
	const { epochCount, learningRateMultiplier = 0 } = spec.hyperParameters ?? {};
	const refused: FieldViolation[] = [
		...checkUri(`${field}.training_dataset_uri`, 'training_dataset_uri', spec.trainingDatasetUri ?? ''),
		...(spec.validationDatasetUri
			? checkUri(`${field}.validation_dataset_uri`, 'validation_dataset_uri', spec.validationDatasetUri)
			: []),
	];
	if (Number(epochCount ?? 0) < 0) {
		refused.push({
			field: `${field}.hyper_parameters.epoch_count`,
			description: 'Must be a positive integer.',
		});
	}
	if (learningRateMultiplier < 0) {
		refused.push({
			field: `${field}.hyper_parameters.learning_rate_multiplier`,
			description: 'Must be positive.',
		});
	}
	const beta = preferenceOptimizationSpec?.hyperParameters?.beta ?? 0;
	if (beta < 0 || beta > 1) {
		refused.push({
			field: `${field}.hyper_parameters.beta`,
			description: 'Must be in the range [0.0, 1.0].',
		});
	}
	return refused;
}

function checkUri(field: string, name: string, uri: string): FieldViolation[] {
	if (uri === '') return [{ field, description: 'Required field is not set.' }];
	if (readUri(uri)?.name.endsWith('.jsonl')) return [];
	return [{ field, description: `${name} should be a GCS object of type JSONL.` }];
}

function checkTexts({ tunedModelDisplayName = '' }: TuningJobMessage): FieldViolation[] {
	if ([...tunedModelDisplayName].length <= LONGEST_DISPLAY_NAME) return [];
	const description = `The display name must have at most ${LONGEST_DISPLAY_NAME} characters.`;
	return [{ field: 'tuning_job.tuned_model_display_name', description }];
}

/** Fills in Google's defaults. @throws ApiError 400 for settings that the model doesn't support */
export function readSpec(wanted: TuningJobMessage, tuning: Tuning): Spec {
	const method: TuningMethod = wanted.supervisedTuningSpec ? 'supervised' : 'preference';
	if (method === 'preference' && !tuning.preference) {
		throw fieldError(
			'tuning_job.base_model',
			'Preference optimization is not supported for this base model.',
		);
	}
	if (wanted.encryptionSpec?.kmsKeyName && !tuning.customerKeys) {
		throw fieldError('tuning_job.encryption_spec', 'CMEK is not supported for this base model.');
	}
	const spec = wanted.supervisedTuningSpec ?? wanted.preferenceOptimizationSpec ?? {};
	const { trainingDatasetUri = '', validationDatasetUri, exportLastCheckpointOnly, evaluationConfig } = spec;
	return {
		method,
		trainingDatasetUri,
		...(validationDatasetUri && { validationDatasetUri }),
		...(exportLastCheckpointOnly !== undefined && { exportLastCheckpointOnly }),
		...(evaluationConfig !== undefined && { evaluationConfig: asJson(evaluationConfig) }),
		hyperParameters: readHyperParameters(wanted, tuning, method),
	};
}

function readHyperParameters(
	wanted: TuningJobMessage,
	tuning: Tuning,
	method: TuningMethod,
): HyperParameters {
	const given =
		wanted.supervisedTuningSpec?.hyperParameters ?? wanted.preferenceOptimizationSpec?.hyperParameters ?? {};
	const { epochCount, learningRateMultiplier, adapterSize = 'ADAPTER_SIZE_UNSPECIFIED' } = given;
	const openModels = wanted.supervisedTuningSpec?.hyperParameters;
	if (openModels?.learningRate !== undefined || openModels?.batchSize !== undefined) {
		throw fieldError(
			'tuning_job.supervised_tuning_spec.hyper_parameters',
			'learning_rate and batch_size are supported for open models only.',
		);
	}
	const byDefault = method === 'preference' ? 'ADAPTER_SIZE_ONE' : tuning.defaultAdapterSize;
	const size = adapterSize === 'ADAPTER_SIZE_UNSPECIFIED' ? byDefault : adapterSize;
	if (!tuning.adapterSizes.includes(size)) {
		throw new ApiError('INVALID_ARGUMENT', 'The adapter size is not supported for this base model.');
	}
	return {
		...(Number(epochCount ?? 0) > 0 && { epochCount: Number(epochCount) }),
		learningRateMultiplier: learningRateMultiplier || 1,
		adapterSize: size,
		...(method === 'preference' && {
			beta: wanted.preferenceOptimizationSpec?.hyperParameters?.beta ?? DEFAULT_BETA,
		}),
	};
}

export function displayNameOf({ tunedModelDisplayName }: TuningJobMessage, baseModel: string): string {
	return tunedModelDisplayName || `${baseModel}-${randomUUID()}`;
}
