import { ConfigurationError } from '../../http/googleErrors';
import type { TunableModel } from '../../../domain/tunableModels';
import { tunableModels } from '../../../domain/tunableModels';
import type { CreationCalls } from '../once/attempts';
import { getJob, keyLabel } from './tuningJobs';
import type { Place } from '../resourceNames';
import { withOwnProject } from '../resourceNames';
import type { StartJob } from '../once/startOnce';
import { UnprovenAnswerError } from '../once/startOnce';
import { readBack, sendStart } from '../once/sendStart';
import * as wire from '../vertexWire';

/** Starts a job with tuningJobs.create of v1, which returns the job. */
export function startWith(calls: CreationCalls, toBody: (key: string) => wire.TuningJob): StartJob {
	return async (key) => {
		const request = { path: 'tuningJobs', body: toBody(key), kind: 'tuningJobs' } as const;
		const created = await sendStart(calls, request, wire.tuningJob);
		const shown = await readBack(calls, created.name, async (name) => await getJob(calls, name));
		const job = shown ?? created;
		if (job.labels?.[keyLabel] !== key) throw new UnprovenAnswerError(200);
		return { name: withOwnProject(created.name, calls.place), job };
	};
}

const lasting = tunableModels.filter(({ retirement }) => retirement?.kind !== 'on');

/**
 * The most likely meaning of a 404 without a google.rpc.Status: Vertex AI can't tune the model at all, in this location or with
 * these settings (googleapis/python-genai, issue 908). A gateway can return the same 404.
 */
export function notTunable(model: string, { location }: Place): ConfigurationError {
	return new ConfigurationError(
		`Vertex AI can't tune '${model}' in '${location}' with these settings`,
		`Vertex AI returned 404: it doesn't tune this model at all, in this location, or with this adapter size. Choose one of these: ${lasting.map(describe).join('; ')}. A gateway or proxy can return the same 404 after it has forwarded the request. If you use one, check that Vertex AI lists no new job. A repeat with the same settings starts no other job for ten minutes.`,
	);
}

function describe({ model, tuningLocations, adapterSizes }: TunableModel): string {
	const where = tuningLocations ? `in ${tuningLocations.join(' and ')}, ` : '';
	return `${model} (${where}adapter sizes ${adapterSizes.join(', ')})`;
}
