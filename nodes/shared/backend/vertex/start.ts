import type { TunableModel } from '../../domain/tunableModels';
import { tunableModels } from '../../domain/tunableModels';
import { ConfigurationError, GoogleApiError } from '../errors';
import type { StartJob } from './attempts';
import type { Calls } from './calls';
import { urlOf } from './calls';
import { startTimeoutMs } from './claim';
import { placeName } from './names';
import * as wire from './wire';

/** Starts a job by tuningJobs.create, whose answer is the job. Asked of v1: nothing that is sent needs v1beta1. */
export function startWith(calls: Calls, toBody: (key: string) => wire.TuningJob): StartJob {
	return async (key) => {
		const body = toBody(key);
		const job = await calls
			.http(
				{
					method: 'POST',
					url: urlOf(calls, `${placeName(calls.place)}/tuningJobs`),
					body,
					timeoutMs: startTimeoutMs,
				},
				wire.tuningJob,
			)
			.catch((error: unknown) => {
				throw isBare404(error) ? notTunable(calls, body) : error;
			});
		return { name: job.name ?? '', job };
	};
}

/** All that Vertex AI says where a model is not tuned at all, not in this location or not like this. */
function isBare404(error: unknown): boolean {
	return error instanceof GoogleApiError && error.httpStatus === 404 && !error.status.message;
}

function notTunable({ place }: Calls, { baseModel, preTunedModel }: wire.TuningJob): ConfigurationError {
	const model = baseModel ?? preTunedModel?.tunedModelName ?? '';
	return new ConfigurationError(
		`Vertex AI does not tune '${model}' in '${place.location}' like this`,
		`It answers 404 where a model is not tuned at all, not in this location, or not with this adapter size. Known to this package: ${tunableModels.map(describe).join('; ')}. Nothing was created.`,
	);
}

function describe({ model, tuningLocations, adapterSizes }: TunableModel): string {
	const where = tuningLocations ? `in ${tuningLocations.join(' and ')}, ` : '';
	return `${model} (${where}adapter sizes ${adapterSizes.join(', ')})`;
}
