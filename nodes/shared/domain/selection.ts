/** Which jobs are watched, and what is asked of them. */

import type { TuningState } from './job';

/** What is watched of a job, be it of tuning or of a batch; what a kind of job does not have is absent. */
export interface WatchedJob {
	/** What stays the same from the first sight of a job to the last, and is used by no other job. */
	identity: string;
	displayName: string;
	state: TuningState;
	createTime: string | null;
	updateTime: string | null;
	/** Null where the job runs, and where the service doesn't give the time. */
	endTime: string | null;
	/** Resource names by which a user may mean it. */
	name: string | null;
	tunedModel?: string | null;
	endpoint?: string | null;
	/** False where the service cannot tell a cancelled job from a finished one. */
	outcomeKnown?: boolean;
	/** How far a running job has come: its step, or else what it is at. */
	completedSteps?: number | null;
	stage?: string | null;
}

/** What can be asked for. A job that expired counts as failed. */
export const occasions = ['cancelled', 'failed', 'progress', 'succeeded'] as const;

export type Occasion = (typeof occasions)[number];

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
export function selects(selection: Selection, job: WatchedJob): boolean {
	return (
		watches(selection, job) && occasionsOf(job).some((occasion) => selection.occasions.includes(occasion))
	);
}

/** Whether a job is watched and the end of jobs is asked for. */
export function awaits(selection: Selection, job: WatchedJob): boolean {
	return watches(selection, job) && selection.occasions.some((occasion) => occasion !== 'progress');
}

/** Whether a job is among those that are watched. */
export function watches({ tunedModels, displayName }: Selection, job: WatchedJob): boolean {
	if (displayName !== null && displayName !== job.displayName) return false;
	return tunedModels === null || tunedModels.some((text) => isNamed(job, text));
}

/**
 * Whether a text a user has at hand means this job, its tuned model or its endpoint: an ID, a resource name, or what contains that.
 * Of a name the last two parts count: Vertex AI answers with the project's number what was asked with its ID.
 */
export function isNamed({ name, tunedModel, endpoint }: WatchedJob, text: string): boolean {
	const asked = `/${text.trim()}/`.replace(/[:?#]/g, '/');
	return [name, tunedModel, endpoint].some((own) => {
		const [collection = '', id = ''] = own?.split('/').slice(-2) ?? [];
		const [bare = '', version] = id.split('@');
		if (bare === '') return false;
		const forms = version === undefined ? [id] : [id, bare];
		return forms.some((form) => text.trim() === form || asked.includes(`/${collection}/${form}/`));
	});
}

/** What may have happened to a job; more than one where the service does not tell a cancelled job from a finished one. */
export function occasionsOf({ state, outcomeKnown = true }: WatchedJob): Occasion[] {
	const outcome = outcomes[state];
	if (outcome === undefined) return ['progress'];
	return outcome === 'succeeded' && !outcomeKnown ? ['succeeded', 'cancelled'] : [outcome];
}
