/** Selects the jobs and events that a trigger reports. */

import type { EventKind } from './eventKinds';
import { eventKinds, kindsOf } from './eventKinds';
import type { TuningState } from './job';

/** The watched fields of a tuning job or batch job. Fields that a kind of job lacks are absent. */
export interface WatchedJob {
	/** A name that never changes and that no other job has. */
	identity: string;
	displayName: string;
	state: TuningState;
	createTime: string | null;
	updateTime: string | null;
	/** Null for a running job, or if the service doesn't report it. */
	endTime: string | null;
	/** Resource names that a user may enter for the job. */
	name: string | null;
	tunedModel?: string | null;
	endpoint?: string | null;
	/** False if the service doesn't report whether the job was canceled. */
	outcomeKnown?: boolean;
	/** Progress of a running job: its step, otherwise its stage. */
	completedSteps?: number | null;
	stage?: string | null;
}

export interface Selection {
	events: EventKind[];
	/** IDs, resource names, or texts that contain one such as an operation's name; null for all. */
	tunedModels: string[] | null;
	/** Null for all. */
	displayName: string | null;
}

/** Whether a job's current state is a selected event. */
export function selects(selection: Selection, job: WatchedJob): boolean {
	return watches(selection, job) && kindsOf(job).some((kind) => selection.events.includes(kind));
}

/** Whether a job is watched and its end is a selected event. */
export function awaits(selection: Selection, job: WatchedJob): boolean {
	return (
		watches(selection, job) &&
		eventKinds.some(({ value, isEnd }) => isEnd && selection.events.includes(value))
	);
}

/** Whether a job is watched. */
export function watches({ tunedModels, displayName }: Selection, job: WatchedJob): boolean {
	if (displayName !== null && displayName !== job.displayName) return false;
	return tunedModels === null || tunedModels.some((text) => isNamed(job, text));
}

/**
 * Whether a user's text names this job, its tuned model or its endpoint: an ID, a resource name, or a text that contains one. Only the
 * last two parts of a name count, because Vertex AI returns the project's number in place of its ID.
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
