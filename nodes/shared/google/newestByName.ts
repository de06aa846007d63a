import type { TuningJob } from '../domain/job';
import type { TuningBackend } from './backend';
import { paginate } from './http/paginate';

const pageSize = 100;

/** The tuned models of one display name, newest first. */
export interface NamedModels {
	/** The newest usable model; undefined without one. */
	usable: TuningJob | undefined;
	all: TuningJob[];
}

/**
 * Finds the newest usable model of a display name. Names are compared here, because the service's filter is a full-text search. A list
 * shows a canceled job's half-trained model as finished, so this reads the outcome of each candidate.
 */
export async function findNewest(backend: TuningBackend, displayName: string): Promise<NamedModels> {
	const all: TuningJob[] = [];
	for await (const job of paginate('tuned models', (request) => backend.list(request), { pageSize })) {
		if (job.displayName === displayName) all.push(job);
	}
	all.sort((a, b) => createdAt(b) - createdAt(a));
	for (const [index, listed] of all.entries()) {
		if (listed.state !== 'succeeded') continue;
		const job = await backend.withOutcome(listed);
		if (job.state === 'succeeded') return { usable: job, all };
		all[index] = job;
	}
	return { usable: undefined, all };
}

function createdAt({ createTime }: TuningJob): number {
	return createTime === null ? 0 : Date.parse(createTime);
}
