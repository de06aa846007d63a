import type { IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { TuningBackend } from '../shared/backend/backend';
import type { TuningJob } from '../shared/domain/job';
import { isSettled } from '../shared/domain/job';
import { awaits, selects, watches } from '../shared/domain/selection';
import type { TuningEvent } from '../shared/domain/watch';
import { eventOf } from '../shared/domain/watch';
import { look } from './look';
import type { ReportOptions } from './report';
import { addUnlisted, assertExist } from './unlisted';

/** How many settled jobs are asked how they ended, newest first, before a test gives up. */
const mostAsked = 20;

/**
 * The newest job that would be reported as it stands, whatever was reported before.
 *
 * @throws NodeOperationError when there is none
 */
export async function newestEvent(
	ctx: IPollFunctions,
	backend: TuningBackend,
	{ selection, hasTime }: Pick<ReportOptions, 'selection' | 'hasTime'>,
): Promise<TuningEvent> {
	const seen = await look(backend, { isNews: () => false, hasTime });
	assertExist(ctx, await addUnlisted(backend, selection, seen));
	if (seen.errors.length > 0) throw seen.errors[0];
	const newest = await findNewest(backend, seen.jobs, { selection, hasTime });
	if (newest) return newest;
	throw new NodeOperationError(ctx.getNode(), 'There is no tuning job yet that would start this workflow', {
		description: `A test shows the newest job that fits 'Trigger On' and 'Watch', and asks how the ${mostAsked} newest ones ended at most. Start a job, or choose more for the test.`,
	});
}

async function findNewest(
	backend: TuningBackend,
	jobs: TuningJob[],
	{ selection, hasTime }: Pick<ReportOptions, 'selection' | 'hasTime'>,
): Promise<TuningEvent | undefined> {
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
