import { isSettled } from './job';
import type { WatchedJob } from './selection';

/** An event that a user can select in 'Trigger On'. */
interface EventKindDefinition {
	value: string;
	/** Title in the panel. */
	title: string;
	/** Description in the panel for tuning jobs. */
	ofTuning: string;
	/** Description for batch jobs; absent if they don't have the event. */
	ofBatches?: string;
	/** Whether the event is the end of a job. */
	isEnd: boolean;
	/** Whether a job's state can be this event. If several kinds fit a finished job, the service doesn't report which is right. */
	fits: (job: WatchedJob) => boolean;
}

/**
 * All kinds of events, in the panel's order. Their type, the panel's options, the check of stored memories and the sample event follow
 * from this list.
 */
export const eventKinds = [
	{
		value: 'cancelled',
		title: 'Cancelled',
		ofTuning: 'A job was cancelled. The Gemini API keeps the partly trained model.',
		ofBatches: 'A job was cancelled. You can read the responses so far.',
		isEnd: true,
		fits: ({ state, outcomeKnown }) =>
			state === 'cancelled' || (state === 'succeeded' && outcomeKnown === false),
	},
	{
		value: 'failed',
		title: 'Failed',
		ofTuning: "A job failed; the item contains Google's reason",
		ofBatches: "A job failed or expired; the item contains Google's reason",
		isEnd: true,
		fits: ({ state }) => state === 'failed' || state === 'expired',
	},
	{
		value: 'progress',
		title: 'Progress',
		ofTuning:
			'A running job advanced since the last poll, by steps with the Gemini API or by stages with Vertex AI',
		isEnd: false,
		fits: ({ state }) => !isSettled(state),
	},
	{
		value: 'succeeded',
		title: 'Succeeded',
		ofTuning: 'A tuned model is ready',
		ofBatches: 'The responses are ready',
		isEnd: true,
		fits: ({ state }) => state === 'succeeded',
	},
] as const satisfies readonly EventKindDefinition[];

export type EventKind = (typeof eventKinds)[number]['value'];

export function isEventKind(value: unknown): value is EventKind {
	return eventKinds.some((kind) => kind.value === value);
}

/** The kinds that fit a job's state. */
export function kindsOf(job: WatchedJob): EventKind[] {
	return eventKinds.filter(({ fits }) => fits(job)).map(({ value }) => value);
}
