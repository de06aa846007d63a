import type { Responder } from '../../learner/index.ts';
import type { JobOutcome } from '../../run.ts';
import type { JobCourse } from '../moment.ts';
import type { Place, VertexDurations } from '../tables.ts';

/** One line of the output. */
export interface Answer {
	text: string;
	failed: boolean;
}

/** What a file of requests comes to, in an order of its own. */
export interface Answers {
	readonly count: number;
	/** The first lines of the output. */
	first(count: number): readonly Answer[];
	/** Makes them little by little while nothing else is to be done, so that nobody has to wait for all of them at once. */
	makeAhead(isWanted: () => boolean): void;
}

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
