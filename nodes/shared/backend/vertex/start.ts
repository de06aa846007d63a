import { ConfigurationError } from '../errors';
import type { TunableModel } from '../../domain/tunableModels';
import { tunableModels } from '../../domain/tunableModels';
import type { CreationCalls } from './attempts';
import { getJob, keyLabel } from './jobs';
import type { Place } from './names';
import { withOwnProject } from './names';
import type { StartJob } from './once';
import { UnprovenAnswerError } from './once';
import { readBack, sendStart } from './sendStart';
import * as wire from './wire';

/** Starts a job by tuningJobs.create, whose answer is the job. Asked of v1: nothing that is sent needs v1beta1. */
export function startWith(calls: CreationCalls, toBody: (key: string) => wire.TuningJob): StartJob {
	return async (key) => {
		const request = { path: 'tuningJobs', body: toBody(key), kind: 'tuningJobs' } as const;
		const answer = await sendStart(calls, request, wire.tuningJob);
		const shown = await readBack(calls, answer.name, async (name) => await getJob(calls, name));
		const job = shown ?? answer;
		if (job.labels?.[keyLabel] !== key) throw new UnprovenAnswerError(200);
		return { name: withOwnProject(answer.name, calls.place), job };
	};
}

/**
 * What a 404 without a google.rpc.Status most likely means: Vertex AI gives this answer, and nothing more, for a model that it
 * doesn't tune at all, not in this location or not with these settings (googleapis/python-genai, issue 908). A gateway can give it, too.
 */
export function notTunable(model: string, { location }: Place): ConfigurationError {
	return new ConfigurationError(
		`Vertex AI does not tune '${model}' in '${location}' like this`,
		`It answers 404 where a model is not tuned at all, not in this location, or not with this adapter size. Known to this package: ${tunableModels.map(describe).join('; ')}. A gateway or proxy can give the same answer after it has passed the request on: if you use one, check that Vertex AI lists no new job. A repeat with the same settings starts no other job for ten minutes.`,
	);
}

function describe({ model, tuningLocations, adapterSizes }: TunableModel): string {
	const where = tuningLocations ? `in ${tuningLocations.join(' and ')}, ` : '';
	return `${model} (${where}adapter sizes ${adapterSizes.join(', ')})`;
}
