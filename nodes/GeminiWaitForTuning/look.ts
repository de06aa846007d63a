import type { Page, PageRequest } from '../shared/backend/paginate';
import { pagesOf } from '../shared/backend/paginate';
import { EndlessListError, GoogleApiError, ignoring } from '../shared/backend/errors';
import { defined } from '../shared/domain/defined';
import type { WatchedJob } from '../shared/domain/selection';
import type { Sighting } from '../shared/domain/watch';

const pageSize = 100;

/** Where jobs of one kind are looked for. */
export interface JobSource<J extends WatchedJob> {
	list(request?: PageRequest): Promise<Page<J>>;
	/** @param name a resource name or ID */
	get(name: string): Promise<J>;
	/** Asks what a list does not tell of a settled job. */
	withOutcome(job: J): Promise<J>;
}

export interface LookOptions<J extends WatchedJob> {
	/** Page at which an earlier look had to stop. */
	resumeAt?: string | undefined;
	/** Whether a job's outcome has to be asked for, which takes a request of its own. */
	isNews: (job: J) => boolean;
	/** Asked before every request but the first. */
	hasTime: () => boolean;
}

export interface Look<J extends WatchedJob> extends Sighting<J> {
	/** What kept something from being seen. */
	errors: unknown[];
}

/**
 * Looks at the jobs page by page until all are seen or the time is up. A request that fails does not hide what others show:
 * an outcome that cannot be had is left to the next look, and so are the pages from one that cannot be had.
 */
export async function look<J extends WatchedJob>(
	source: JobSource<J>,
	options: LookOptions<J>,
): Promise<Look<J>> {
	const seen = await lookFrom(source, options.resumeAt, options);
	if (options.resumeAt === undefined || seen.jobs.length > 0 || !seen.errors.some(isRefused)) return seen;
	return await lookFrom(source, undefined, options);
}

async function lookFrom<J extends WatchedJob>(
	source: JobSource<J>,
	start: string | undefined,
	{ isNews, hasTime }: LookOptions<J>,
): Promise<Look<J>> {
	const jobs: J[] = [];
	const listed = new Set<string>();
	const errors: unknown[] = [];
	const keep = keepIn(errors);

	let pageToken = start;
	const stopped = () => ({ jobs, errors, hasGaps: errors.length > 0, ...defined({ resumeAt: pageToken }) });
	const list = async (request: PageRequest) => await source.list(request);
	const pages = pagesOf('jobs', list, { pageSize, ...defined({ pageToken }) });
	do {
		const next = await pages.next().catch(keep);
		// A list without an end is begun anew at the next look.
		if (errors.some((error) => error instanceof EndlessListError)) pageToken = undefined;
		if (!next || next.done) return stopped();
		const page = next.value;
		for (const job of page.items) {
			listed.add(job.identity);
			const mustAsk = isNews(job);
			if (mustAsk && !hasTime()) return stopped();
			const seen = mustAsk ? await source.withOutcome(job).catch(keep) : job;
			if (seen) jobs.push(seen);
		}
		pageToken = page.nextPageToken;
	} while (pageToken !== undefined && hasTime());

	const isAll = start === undefined && pageToken === undefined;
	return { ...stopped(), ...(isAll ? { listed } : {}) };
}

/** Asks for tuned models that a list does not show: it leaves out those shared with everyone. */
export async function lookUp<J extends WatchedJob>(
	source: JobSource<J>,
	names: string[],
): Promise<{ jobs: J[]; missing: string[]; errors: unknown[] }> {
	const jobs: J[] = [];
	const missing: string[] = [];
	const errors: unknown[] = [];
	for (const name of names) {
		const failures = errors.length;
		const job = await source.get(name).catch(ignoring(isHidden)).catch(keepIn(errors));
		if (job) jobs.push(job);
		else if (errors.length === failures) missing.push(name);
	}
	return { jobs, missing, errors };
}

/** For `.catch`: puts an error aside and answers undefined. */
function keepIn(errors: unknown[]) {
	return (error: unknown): undefined => {
		errors.push(error);
	};
}

/** What Google answers to a page token that it does not know any more. */
function isRefused(error: unknown): boolean {
	return error instanceof GoogleApiError && error.httpStatus === 400;
}

/** Google answers 403 for a model that belongs to somebody else, and may do so for one that does not exist. */
function isHidden({ httpStatus }: GoogleApiError): boolean {
	return httpStatus === 403 || httpStatus === 404;
}
