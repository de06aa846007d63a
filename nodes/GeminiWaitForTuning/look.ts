import type { IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Page, PageRequest } from '../shared/google/http/paginate';
import { pagesOf } from '../shared/google/http/paginate';
import { EndlessListError, GoogleApiError, ignoring } from '../shared/google/http/googleErrors';
import { defined } from '../shared/domain/defined';
import type { Selection, WatchedJob } from '../shared/domain/selection';
import { isNamed } from '../shared/domain/selection';
import type { Sighting } from '../shared/domain/watch';

const pageSize = 100;

/** The service's jobs of one kind. */
export interface JobSource<J extends WatchedJob> {
	list(request?: PageRequest): Promise<Page<J>>;
	/** @param name a resource name or ID */
	get(name: string): Promise<J>;
	/** Fetches details of a finished job that a list omits. */
	withOutcome(job: J): Promise<J>;
}

export interface LookOptions<J extends WatchedJob> {
	/** Token of the page at which an earlier look stopped. */
	resumeAt?: string | undefined;
	/** Whether the look must fetch the job's outcome, which takes one more request. */
	isNews: (job: J) => boolean;
	/** Called before every request except the first. */
	hasTime: () => boolean;
}

export interface Look<J extends WatchedJob> extends Sighting<J> {
	/** Errors of failed requests. */
	errors: unknown[];
}

/**
 * Looks at the jobs page by page until all are seen or the time is up. After a failed request, the look still returns the
 * other jobs. The next look fetches missing outcomes, and resumes at the page that failed.
 */
export async function look<J extends WatchedJob>(
	source: JobSource<J>,
	options: LookOptions<J>,
): Promise<Look<J>> {
	const seen = await lookFrom(source, options.resumeAt, options);
	if (options.resumeAt === undefined || seen.jobs.length > 0 || !seen.errors.some(isRejected)) return seen;
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
		// The next look restarts an endless list.
		if (errors.some((error) => error instanceof EndlessListError)) pageToken = undefined;
		if (!next || next.done) return stopped();
		const page = next.value;
		for (const job of page.items) {
			listed.add(job.identity);
			const needsOutcome = isNews(job);
			if (needsOutcome && !hasTime()) return stopped();
			const seen = needsOutcome ? await source.withOutcome(job).catch(keep) : job;
			if (seen) jobs.push(seen);
		}
		pageToken = page.nextPageToken;
	} while (pageToken !== undefined && hasTime());

	const isAll = start === undefined && pageToken === undefined;
	return { ...stopped(), ...(isAll ? { listed } : {}) };
}

/** Fetches tuned models by name. A list omits models shared with everyone. */
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

/**
 * Adds the selected tuned models that the list omits to a look.
 *
 * @returns the names of models that don't exist
 */
export async function addUnlisted<J extends WatchedJob>(
	source: JobSource<J>,
	{ tunedModels }: Selection,
	seen: Look<J>,
): Promise<string[]> {
	const names = (tunedModels ?? []).filter((name) => !seen.jobs.some((job) => isNamed(job, name)));
	const { jobs, missing, errors } = await lookUp(source, names);
	seen.jobs.push(...jobs);
	seen.errors.push(...errors);
	seen.hasGaps ||= errors.length > 0;
	return missing;
}

/** @throws NodeOperationError with the names of missing tuned models */
export function assertExist(ctx: IPollFunctions, missing: string[]): void {
	if (missing.length === 0) return;
	const models = missing.map((name) => `'${name}'`).join(', ');
	throw new NodeOperationError(ctx.getNode(), `The credential has no access to a tuned model ${models}`, {
		description:
			"Choose tuned models from the list, or set 'Watch' to 'By Display Name' to wait for a model that doesn't exist yet.",
	});
}

/** For `.catch`: stores the error and returns undefined. */
function keepIn(errors: unknown[]) {
	return (error: unknown): undefined => {
		errors.push(error);
	};
}

/** Whether Google rejects an outdated page token. */
function isRejected(error: unknown): boolean {
	return error instanceof GoogleApiError && error.httpStatus === 400;
}

/** Google returns 403 for a model of another owner, and sometimes for a missing one. */
function isHidden({ httpStatus }: GoogleApiError): boolean {
	return httpStatus === 403 || httpStatus === 404;
}
