import type { TunableModel } from '../../../domain/tunableModels';
import { findTunableModel, tunableModels, tunableModelsAsOf } from '../../../domain/tunableModels';
import type { PreflightCheck, TuningSpec } from '../../tuning';
import { toBaseModel } from '../source';

const id = 'model';
const table = `the table of tunable models in this package (${tunableModelsAsOf})`;

/** Compares what is asked for with what is known of the base model; Google has the last word. */
export function checkModel(
	{ source, adapterSize, kmsKeyName }: TuningSpec,
	location: string,
): PreflightCheck {
	if (!('baseModel' in source)) {
		return {
			id,
			status: 'notChecked',
			message: 'What the base model of a tuned model supports is known to Google only.',
		};
	}
	const model = findTunableModel(toBaseModel(source.baseModel));
	if (!model) {
		const known = tunableModels.map((known) => known.model).join(', ');
		return {
			id,
			status: 'warning',
			message: `'${source.baseModel}' is not in ${table}: ${known}. Google may know more; if it refuses, choose one of these.`,
		};
	}
	const problems = [
		badLocation(model, location),
		badAdapterSize(model, adapterSize),
		badKey(model, kmsKeyName),
	].filter((problem) => problem !== undefined);
	if (problems.length > 0)
		return { id, status: 'missing', message: `${problems.join(' ')} Source: ${table}.` };
	return (
		retiring(model) ?? {
			id,
			status: 'ok',
			message: `${model.displayName} can be tuned like this, says ${table}.`,
		}
	);
}

function badLocation({ displayName, tuningLocations }: TunableModel, location: string): string | undefined {
	if (!tuningLocations || tuningLocations.includes(location)) return undefined;
	return `${displayName} is not tuned in '${location}'. Set the location to one of ${list(tuningLocations)}.`;
}

function badAdapterSize(
	{ displayName, adapterSizes }: TunableModel,
	size: number | undefined,
): string | undefined {
	if (size === undefined || adapterSizes.includes(size)) return undefined;
	return `${displayName} is not tuned with an adapter size of ${size}. Use one of ${list(adapterSizes)}, or none to leave it to Google.`;
}

function badKey({ displayName, ownKey }: TunableModel, kmsKeyName: string | undefined): string | undefined {
	if (ownKey || kmsKeyName === undefined) return undefined;
	return `${displayName} is not tuned with a key of one's own. Remove the encryption key.`;
}

function retiring({ displayName, retirement }: TunableModel): PreflightCheck | undefined {
	if (retirement === null) return undefined;
	return {
		id,
		status: 'warning',
		message: `The end of ${displayName} was announced for ${retirement}; a model tuned from it ends with it. Choose a newer one.`,
	};
}

function list(values: readonly unknown[]): string {
	return values.map((value) => `'${value}'`).join(', ');
}
