import type { Responder } from '../../learner/index.ts';
import type { JobOutcome } from '../../run.ts';
import type { JobCourse } from '../moment.ts';
import type { Place, VertexDurations } from '../tables.ts';

/** One line of the output. */
export interface Answer {
	text: string;
	failed: boolean;
}

/** The results of a file of requests, in their own order. */
export interface Answers {
	readonly count: number;
	/** The first lines of the output. */
	first(count: number): readonly Answer[];
	/** Generates them in small portions while the emulator is idle, so that no request waits for all of them. */
	makeAhead(isWanted: () => boolean): void;
}

/** The imported requests. */
export interface BatchInput {
	/** The end of the import. From then on one request after the other gets its response. */
	at: number;
	answers: Answers;
}

export interface BatchJob extends Place, JobCourse {
	sequence: number;
	displayName: string;
	/** As in responses: `publishers/google/models/…` or a full name in the registry. */
	model: string;
	modelVersionId: string;
	/** The model that responds. */
	responder: () => Responder;
	/** `gs://…` */
	inputUri: string;
	outputUriPrefix: string;
	labels: Record<string, string>;
	durations: VertexDurations;
	outcome?: JobOutcome;
	input?: BatchInput;
	/** Counts of results, once the job has ended. */
	stats?: { successful: number; failed: number; incomplete: number };
}
