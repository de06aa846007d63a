import type { TuningBackend } from '../shared/backend/backend';
import type { TuningJob } from '../shared/domain/job';
import { isSettled } from '../shared/domain/job';
import type { Selection } from '../shared/domain/selection';
import { awaits, selects, watches } from '../shared/domain/selection';
import type { TuningEvent } from '../shared/domain/watch';
import { eventOf } from '../shared/domain/watch';
import { look } from './look';

/** How many settled jobs are asked how they ended, newest first, before a test gives up. */
const mostAsked = 20;

/** The newest job that would be reported as it stands, whatever was reported before; undefined when there is none. */
export async function newestEvent(
	backend: TuningBackend,
	selection: Selection,
	hasTime: () => boolean,
): Promise<TuningEvent | undefined> {
	const { jobs, errors } = await look(backend, { isNews: () => false, hasTime });
	if (errors.length > 0) throw errors[0];
	const candidates = jobs.filter((job) => watches(selection, job)).sort(newestFirst);
	let asked = 0;
	for (const job of candidates) {
		const mustAsk = isSettled(job.state) && awaits(selection, job);
		if (mustAsk && (++asked > mostAsked || !hasTime())) return undefined;
		const seen = mustAsk ? await backend.withOutcome(job) : job;
		if (selects(selection, seen)) return eventOf(seen);
	}
	return undefined;
}

function newestFirst(a: TuningJob, b: TuningJob): number {
	return createdAt(b) - createdAt(a);
}

function createdAt({ createTime }: TuningJob): number {
	return createTime === null ? 0 : Date.parse(createTime);
}
