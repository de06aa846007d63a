import type { Capabilities } from '../shared/google/capabilities';
import type { TuningSpec } from '../shared/google/tuning';
import { characters, isLonger } from '../shared/domain/characters';
import type { Finding } from '../shared/domain/finding';
import { isModelId, modelIdLength } from '../shared/domain/creationId';

/** google/cloud/aiplatform/v1/tuning_job.proto, AdapterSize */
export const adapterSizes: readonly number[] = [1, 2, 4, 8, 16, 32];

type Check = (spec: TuningSpec, supports: Capabilities) => string | undefined;

const checks: Check[] = [
	({ displayName = '' }, { displayNameLength }) =>
		isLonger(displayName, displayNameLength)
			? `'Display Name' has ${characters(displayName)} characters, and the limit is ${displayNameLength}. Shorten it.`
			: undefined,
	({ modelId }) =>
		modelId !== undefined && !isModelId(modelId)
			? `'Model ID' cannot be '${modelId}'. Use at most ${modelIdLength} lower-case letters, digits and dashes, beginning with a letter and not ending with a dash.`
			: undefined,
	({ learningRate, learningRateMultiplier }) =>
		learningRate !== undefined && learningRateMultiplier !== undefined
			? "'Learning Rate' and 'Learning Rate Multiplier' exclude each other. Remove one of them."
			: undefined,
	({ epochCount }) => notCounting('Epochs', epochCount),
	({ batchSize }) => notCounting('Batch Size', batchSize),
	({ adapterSize }) =>
		adapterSize === undefined || adapterSizes.includes(adapterSize)
			? undefined
			: `'Adapter Size' is ${adapterSize}. Use one of ${adapterSizes.join(', ')}.`,
	({ beta }) =>
		beta === undefined || (beta >= 0.01 && beta <= 0.5)
			? undefined
			: `'Beta' is ${beta}. Use a number from 0.01 to 0.5.`,
];

/** All that speaks against creating with these settings, in one pass. */
export function checkSpec(spec: TuningSpec, supports: Capabilities): Finding[] {
	return checks.flatMap((check) => {
		const message = check(spec, supports);
		return message ? [{ message }] : [];
	});
}

function notCounting(name: string, value: number | undefined): string | undefined {
	return value === undefined || (Number.isInteger(value) && value >= 1)
		? undefined
		: `'${name}' is ${value}. Use a whole number of at least 1.`;
}
