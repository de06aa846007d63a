import type { IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { isSettled } from '../shared/domain/job';
import type { WatchedJob } from '../shared/domain/selection';
import { awaits, selects, watches } from '../shared/domain/selection';
import type { JobEvent } from '../shared/domain/watch';
import { eventOf } from '../shared/domain/watch';
import type { JobKind } from './jobKinds';
import { addUnlisted, assertExist, look } from './look';
import type { ReportOptions } from './eventItems';

/** A test fetches the outcomes of this many finished jobs at most, newest first. */
const mostFetched = 20;

/**
 * The newest job that fits the selection, even if the trigger has reported it already.
 *
 * @throws NodeOperationError if no job fits
 */
export async function newestEvent<J extends WatchedJob>(
	ctx: IPollFunctions,
	{ source, words }: JobKind<J>,
	{ selection, hasTime }: Pick<ReportOptions, 'selection' | 'hasTime'>,
): Promise<JobEvent<J>> {
	const seen = await look(source, { isNews: () => false, hasTime });
	assertExist(ctx, await addUnlisted(source, selection, seen));
	if (seen.errors.length > 0) throw seen.errors[0];
	const newest = await findNewest(source, seen.jobs, { selection, hasTime });
	if (newest) return newest;
	throw new NodeOperationError(ctx.getNode(), `No ${words.job} fits 'Trigger On' and 'Watch' yet`, {
		description: `A test shows the newest job that fits, and checks the outcome of the ${mostFetched} newest jobs at most. Start a job, or choose more events in 'Trigger On'.`,
	});
}

async function findNewest<J extends WatchedJob>(
	source: JobKind<J>['source'],
	jobs: J[],
	{ selection, hasTime }: Pick<ReportOptions, 'selection' | 'hasTime'>,
): Promise<JobEvent<J> | undefined> {
	const candidates = jobs.filter((job) => watches(selection, job)).sort(newestFirst);
	let fetched = 0;
	for (const job of candidates) {
		const needsOutcome = isSettled(job.state) && awaits(selection, job);
		if (needsOutcome && (++fetched > mostFetched || !hasTime())) return undefined;
		const seen = needsOutcome ? await source.withOutcome(job) : job;
		if (selects(selection, seen)) return eventOf(seen, selection.events);
	}
	return undefined;
}

function newestFirst(a: WatchedJob, b: WatchedJob): number {
	return createdAt(b) - createdAt(a);
}

function createdAt({ createTime }: WatchedJob): number {
	return createTime === null ? 0 : Date.parse(createTime);
}
