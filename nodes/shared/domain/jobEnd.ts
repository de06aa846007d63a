import type { TuningJob } from './job';

/** Why a finished job has no callable model, and the fix. Null for a job that has one or can still get one. */
export interface JobEnd {
	/** What happened, as a sentence with the job's own reason if it has one. */
	what: string;
	/** The fix. */
	wayOut: string;
}

export function describeEnd({ state, tunedModel, endpoint, jobError }: TuningJob): JobEnd | null {
	const reason = jobError?.message ? `: ${jobError.message}` : '.';
	if (state === 'cancelled') {
		return {
			what: `The job was canceled${reason}`,
			wayOut: 'Create it again: a canceled job does not block a new one.',
		};
	}
	if (state === 'expired') {
		return {
			what: `The job did not finish within its time limit${reason}`,
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
		wayOut: 'Fix the problem in the message and create the job again: a failed job does not block a new one.',
	};
}
