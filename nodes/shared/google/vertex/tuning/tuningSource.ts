import type { TuningSpec } from '../../tuning';
import { ConfigurationError } from '../../http/googleErrors';
import type { Calls } from '../calls';
import { parsePublisherModel, resourceName } from '../resourceNames';
import { resolveModel } from '../models/resolveModel';
import type * as wire from '../vertexWire';

/**
 * Converts the base model or tuned model that a job starts from.
 *
 * @throws ConfigurationError when the tuned model is in another location than the job
 */
export async function toSource(
	calls: Calls,
	source: TuningSpec['source'],
): Promise<Pick<wire.TuningJob, 'baseModel' | 'preTunedModel'>> {
	if ('baseModel' in source) return { baseModel: toBaseModel(source.baseModel) };
	const model = await resolveModel(calls, source.tunedModel);
	assertHere(calls, model.location, source.tunedModel);
	const { checkpointId } = source;
	return {
		preTunedModel: {
			tunedModelName: resourceName(model),
			...(checkpointId !== undefined && { checkpointId }),
		},
	};
}

/** `gemini-3.5-flash`, or `{publisher}/{model}` for models of other publishers. */
export function toBaseModel(text: string): string {
	const { publisher, model } = parsePublisherModel(text);
	return publisher === 'google' ? model : `${publisher}/${model}`;
}

/** @throws ConfigurationError for another location than the job's */
export function assertHere({ place }: Calls, location: string, name: string): void {
	if (location === place.location) return;
	throw new ConfigurationError(
		`The tuned model '${name}' is in '${location}', and the job would run in '${place.location}'`,
		`Set the location to '${location}', or choose a model in '${place.location}'. Nothing was created.`,
	);
}
