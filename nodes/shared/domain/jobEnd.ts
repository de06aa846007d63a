import type { TuningJob } from './job';

/** What became of a job that made no model to call, and what to do about it; null for a job that did, or may still. */
export interface JobEnd {
	/** What happened, in a sentence that names the job's own reason where there is one. */
	what: string;
	/** The way out. */
	wayOut: string;
}

export function describeEnd({ state, tunedModel, endpoint, jobError }: TuningJob): JobEnd | null {
	const reason = jobError?.message ? `: ${jobError.message}` : '.';
	if (state === 'cancelled') {
		return {
			what: `The job was cancelled${reason}`,
			wayOut: 'Create it again: a cancelled job does not stand in the way of a new one.',
		};
	}
	if (state === 'expired') {
		return {
			what: `The job did not get done in the time it had${reason}`,
			wayOut: 'Create it again, with fewer rows or epochs if it expires again.',
		};
	}
	if (state !== 'failed') return null;
	if (tunedModel !== null && tunedModel.includes('/models/') && endpoint === null) {
		return {
			what: `The model was tuned but could not be deployed${reason}`,
			wayOut: `It is in the Model Registry as '${tunedModel}'. Deploy it to an endpoint in the Google Cloud console, or create the job again.`,
		};
	}
	return {
		what: `The job failed${reason}`,
		wayOut:
			'Mend what the message names and create it again: a failed job does not stand in the way of a new one.',
	};
}
