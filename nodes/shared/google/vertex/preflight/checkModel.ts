import type { TunableModel } from '../../../domain/tunableModels';
import { findTunableModel, tunableModels, tunableModelsAsOf } from '../../../domain/tunableModels';
import type { PreflightCheck, TuningSpec } from '../../tuning';
import { toBaseModel } from '../tuning/tuningSource';

const id = 'model';
const table = `the table of tunable models in this package (${tunableModelsAsOf})`;

/** Compares the settings with the table of tunable models. Google decides in the end. */
export function checkModel(
	{ source, adapterSize, kmsKeyName }: TuningSpec,
	location: string,
): PreflightCheck {
	if (!('baseModel' in source)) {
		return {
			id,
			status: 'notChecked',
			message: 'Only Google can check whether a tuned model supports these settings.',
		};
	}
	const model = findTunableModel(toBaseModel(source.baseModel));
	if (!model) {
		const known = tunableModels.map((known) => known.model).join(', ');
		return {
			id,
			status: 'warning',
			message: `'${source.baseModel}' isn't in ${table}: ${known}. Google may support it. If the job fails, choose one of these.`,
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
			message: `${model.displayName} can be tuned with these settings, according to ${table}.`,
		}
	);
}

function badLocation({ displayName, tuningLocations }: TunableModel, location: string): string | undefined {
	if (!tuningLocations || tuningLocations.includes(location)) return undefined;
	return `${displayName} can't be tuned in '${location}'. Set the location to one of ${list(tuningLocations)}.`;
}

function badAdapterSize(
	{ displayName, adapterSizes }: TunableModel,
	size: number | undefined,
): string | undefined {
	if (size === undefined || adapterSizes.includes(size)) return undefined;
	return `${displayName} doesn't support the adapter size ${size}. Use one of ${list(adapterSizes)}, or leave it empty for Google's default.`;
}

function badKey({ displayName, ownKey }: TunableModel, kmsKeyName: string | undefined): string | undefined {
	if (ownKey || kmsKeyName === undefined) return undefined;
	return `${displayName} doesn't support your own encryption key. Remove the encryption key.`;
}

function retiring({ displayName, retirement }: TunableModel): PreflightCheck | undefined {
	if (retirement === null) return undefined;
	return {
		id,
		status: 'warning',
		message: `Google announced the retirement of ${displayName} for ${retirement}. A model tuned from it retires with it. Choose a newer one.`,
	};
}

function list(values: readonly unknown[]): string {
	return values.map((value) => `'${value}'`).join(', ');
}
