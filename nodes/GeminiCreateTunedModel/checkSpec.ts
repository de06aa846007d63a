import type { Capabilities } from '../shared/google/capabilities';
import type { TuningSpec } from '../shared/google/tuning';
import { characters, isLonger } from '../shared/domain/characters';
import type { Finding } from '../shared/domain/finding';
import { isModelId, modelIdLength } from '../shared/domain/creationId';
import { limitProblem } from '../shared/panel/fields';
import { tuningSettings } from './tuningSettings';

type Check = (spec: TuningSpec, supports: Capabilities) => string | undefined;

const checks: Check[] = [
	({ displayName = '' }, { displayNameLength }) =>
		isLonger(displayName, displayNameLength)
			? `'Display Name' has ${characters(displayName)} characters, and the limit is ${displayNameLength}. Shorten it.`
			: undefined,
	({ modelId }) =>
		modelId !== undefined && !isModelId(modelId)
			? `'Model ID' can't be '${modelId}'. Use at most ${modelIdLength} lowercase letters, digits and dashes. Start with a letter, and don't end with a dash.`
			: undefined,
	({ learningRate, learningRateMultiplier }) =>
		learningRate !== undefined && learningRateMultiplier !== undefined
			? "'Learning Rate' and 'Learning Rate Multiplier' can't be combined. Remove one of them."
			: undefined,
];

/** Lists all problems of the settings, so that the user can fix them together. */
export function checkSpec(spec: TuningSpec, supports: Capabilities): Finding[] {
	const messages = [...checks.map((check) => check(spec, supports)), ...limitMessages(spec)];
	return messages.flatMap((message) => (message === undefined ? [] : [{ message }]));
}

function limitMessages(spec: TuningSpec): string[] {
	const numbers = new Map<string, unknown>(Object.entries(spec));
	return Object.values(tuningSettings).flatMap(({ property }) => {
		const value = numbers.get(property.name);
		const problem = typeof value === 'number' ? limitProblem(property, value) : undefined;
		return problem === undefined ? [] : [`'${property.displayName}' is ${value}. ${problem}`];
	});
}
