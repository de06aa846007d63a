import type { TunableModel } from '../../../domain/tunableModels';
import { findTunableModel, isRetired, livingModels, tunableModelsAsOf } from '../../../domain/tunableModels';
import type { PreflightCheck, TuningSpec } from '../../tuning';
import { toBaseModel } from '../tuning/tuningSource';

const id = 'model';
const table = `the table of tunable models in this package (${tunableModelsAsOf})`;

/** Compares the settings with the table of tunable models. Google decides in the end. @param now milliseconds since 1970 */
export function checkModel(
	{ source, adapterSize, kmsKeyName, method }: TuningSpec,
	location: string,
	now: number,
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
		const known = livingModels(now)
			.map(({ model }) => model)
			.join(', ');
		return {
			id,
			status: 'warning',
			message: `'${source.baseModel}' isn't in ${table}: ${known}. Google may support it. If the job fails, choose one of these.`,
		};
	}
	const problems = [
		retired(model, now),
		badLocation(model, location),
		badAdapterSize(model, adapterSize),
		badKey(model, kmsKeyName),
	].filter((problem) => problem !== undefined);
	if (problems.length > 0)
		return { id, status: 'missing', message: `${problems.join(' ')} Source: ${table}.` };
	return (
		retiring(model) ??
		withoutPreference(model, method) ?? {
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

function retired(model: TunableModel, now: number): string | undefined {
	const { displayName, retirement } = model;
	if (!retirement || !isRetired(model, now)) return undefined;
	return `Google retired ${displayName} on ${retirement.date}.${instead(retirement.successor)}`;
}

function retiring({ displayName, retirement }: TunableModel): PreflightCheck | undefined {
	if (retirement?.kind !== 'on') return undefined;
	return {
		id,
		status: 'warning',
		message: `Google retires ${displayName} on ${retirement.date}. A model tuned from it retires with it.${instead(retirement.successor)}`,
	};
}

function instead(successor: string | null): string {
	return successor === null ? ' Choose another model.' : ` Choose '${successor}'.`;
}

function withoutPreference(
	{ displayName, preference }: TunableModel,
	method: TuningSpec['method'],
): PreflightCheck | undefined {
	if (method !== 'preference' || preference) return undefined;
	const message = `Google doesn't document preference tuning for ${displayName}, so the job may fail. If it does, use supervised tuning.`;
	return { id, status: 'warning', message };
}

function list(values: readonly unknown[]): string {
	return values.map((value) => `'${value}'`).join(', ');
}
