/** Which tuning jobs are watched, and what is asked of them. */

import type { TuningJob, TuningState } from './job';

/** What can be asked for. A job that expired counts as failed. */
export type Occasion = 'cancelled' | 'failed' | 'progress' | 'succeeded';

export interface Selection {
	occasions: Occasion[];
	/** IDs, resource names, or texts that contain one such as an operation's name; null for all. */
	tunedModels: string[] | null;
	/** Null for all. */
	displayName: string | null;
}

const outcomes: Partial<Record<TuningState, Occasion>> = {
	succeeded: 'succeeded',
	failed: 'failed',
	expired: 'failed',
	cancelled: 'cancelled',
};

/** Whether what can be said of a job, as it stands, is asked for. */
export function selects(selection: Selection, job: TuningJob): boolean {
	return (
		watches(selection, job) && occasionsOf(job).some((occasion) => selection.occasions.includes(occasion))
	);
}

/** Whether a job is watched and the end of jobs is asked for. */
export function awaits(selection: Selection, job: TuningJob): boolean {
	return watches(selection, job) && selection.occasions.some((occasion) => occasion !== 'progress');
}

/** Whether a job is among those that are watched. */
export function watches({ tunedModels, displayName }: Selection, job: TuningJob): boolean {
	if (displayName !== null && displayName !== job.displayName) return false;
	return tunedModels === null || tunedModels.some((text) => isNamed(job, text));
}

/** Whether a text a user has at hand means this job or what it made: an ID, a resource name, or what contains that. */
export function isNamed({ name, tunedModel, endpoint }: TuningJob, text: string): boolean {
	return [name, tunedModel, endpoint].some((own) => own !== null && means(text.trim(), own));
}

/**
 * Compares kind and ID, since what stands before them may be a project's ID in one name and its number in the other. A
 * version counts where the text has one.
 */
function means(text: string, name: string): boolean {
	const [kind = '', last = ''] = name.split('/').slice(-2);
	const [id = '', version = ''] = last.split('@');
	if (text === id || text === last) return true;
	const wanted = `/${text}/`.replace(/[:?#]/g, '/');
	return (
		wanted.includes(`/${kind}/${id}/`) || (version !== '' && wanted.includes(`/${kind}/${id}@${version}/`))
	);
}

/** What may have happened to a job; more than one where the service does not tell a cancelled job from a finished one. */
export function occasionsOf({ state, outcomeKnown }: TuningJob): Occasion[] {
	const outcome = outcomes[state];
	if (outcome === undefined) return ['progress'];
	return outcome === 'succeeded' && !outcomeKnown ? ['succeeded', 'cancelled'] : [outcome];
}
