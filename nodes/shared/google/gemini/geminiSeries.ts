/** Finds the last tuned model of a series and estimates how rows differ from those of that model. */

import type { TuningJob } from '../../domain/job';
import type { Changes } from '../../domain/rowDigest';
import { compareWithSketch } from '../../domain/rowSketch';
import type { Missing } from '../../domain/series';
import type { Page, PageRequest } from '../http/paginate';
import type { Predecessor } from '../tuning';
import { paginate } from '../http/paginate';
import { toJob } from './geminiConvert';
import type { Origin } from './descriptionMark';
import { digestOf, readMark, toFingerprint } from './descriptionMark';
import type * as wire from './geminiWire';

const pageSize = 100;
const usable: ReadonlySet<TuningJob['state']> = new Set(['running', 'succeeded', 'unknown']);

/** Dependencies of `lastOfSeries`. */
export interface SeriesCalls {
	listModels: (request: PageRequest) => Promise<Page<wire.TunedModel>>;
	withOutcome: (job: TuningJob) => Promise<TuningJob>;
}

export async function lastOfSeries(
	{ listModels, withOutcome }: SeriesCalls,
	series: string,
): Promise<Predecessor | undefined> {
	const models: Array<{ job: TuningJob; origin: Origin }> = [];
	for await (const model of paginate('tuned models', listModels, { pageSize })) {
		const origin = readMark(model.description ?? '');
		if (origin?.series === series) models.push({ job: toJob(model), origin });
	}
	models.sort((a, b) => createdAt(b.job) - createdAt(a.job));
	for (const { job: listed, origin } of models) {
		// A list shows a cancelled job's half-trained model as a finished one.
		const job = await withOutcome(listed);
		if (usable.has(job.state)) {
			return { job, run: origin.run, compare: async (data) => await Promise.resolve(compare(origin, data)) };
		}
	}
	return undefined;
}

function compare(origin: Origin, data: Parameters<Predecessor['compare']>[0]): Changes | Missing {
	if (!('examples' in data)) return { missing: 'the Gemini API does not read rows from Cloud Storage.' };
	if (origin.fingerprint === toFingerprint(data))
		return { newRows: 0, changedRows: 0, removedRows: 0, plusMinus: null };
	const changes = origin.sketch === null ? undefined : compareWithSketch(origin.sketch, digestOf(data));
	if (!changes) return { missing: 'the description of its model does not contain a sketch of them.' };
	return changes;
}

function createdAt({ createTime }: TuningJob): number {
	return createTime === null ? 0 : Date.parse(createTime);
}
