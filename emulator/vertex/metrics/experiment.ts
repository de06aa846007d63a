import { parentOf } from '../method.ts';
import type { VertexService } from '../method.ts';
import type { Place, TuningJob } from '../tables.ts';

/** From the admission of a job to the time in its experiment's ID, in milliseconds. */
const EXPERIMENT_DELAY_MS = 1300;

/** Full name of a job's experiment, which is a context of the metadata store; undefined before it exists. */
export function experimentName(service: VertexService, job: TuningJob, now: number): string | undefined {
	const id = experimentId(job, now);
	return id === undefined ? undefined : `${parentOf(service, job)}/metadataStores/default/contexts/${id}`;
}

/** When the experiment of a job is created. */
export function experimentTime({ admitTime = Infinity }: TuningJob): number {
	return admitTime + EXPERIMENT_DELAY_MS;
}

/** The ID contains the time on Google's clocks in California. */
export function experimentId(job: TuningJob, now: number): string | undefined {
	const at = experimentTime(job);
	if (at > now) return undefined;
	const parts = new Intl.DateTimeFormat('en-CA', {
		timeZone: 'America/Los_Angeles',
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
	}).formatToParts(at);
	const digits = parts.filter(({ type }) => type !== 'literal').map(({ value }) => value);
	const micros = String(Math.round(at * 1000) % 1_000_000).padStart(6, '0');
	return `tuning-experiment-${digits.join('')}${micros}`;
}

/** The job with an experiment in a project and location. */
export function jobOfExperiment(
	{ store }: VertexService,
	{ project, location, id }: Place,
	now: number,
): TuningJob | undefined {
	return [...store.vertex.jobs.values()].find(
		(job) => job.project === project && job.location === location && experimentId(job, now) === id,
	);
}
