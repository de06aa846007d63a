import type { Responder } from '../../learner/index.ts';
import type { JobOutcome } from '../../run.ts';
import type { JobCourse } from '../moment.ts';
import type { Place, VertexDurations } from '../tables.ts';
import type { Answers } from './answers.ts';

/** What was read from the requests. */
export interface BatchInput {
	/** When it had been read: from then on one request after the other is answered. */
	at: number;
	answers: Answers;
}

export interface BatchJob extends Place, JobCourse {
	sequence: number;
	displayName: string;
	/** As it is shown: `publishers/google/models/…` or a full name in the registry. */
	model: string;
	modelVersionId: string;
	/** Who answers. */
	responder: () => Responder;
	/** `gs://…` */
	inputUri: string;
	outputUriPrefix: string;
	labels: Record<string, string>;
	durations: VertexDurations;
	outcome?: JobOutcome;
	input?: BatchInput;
	/** How the requests came out, once the job has ended. */
	stats?: { successful: number; failed: number; incomplete: number };
}
