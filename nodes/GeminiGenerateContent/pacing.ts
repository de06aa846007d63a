/** Options for concurrency, retries and timeouts. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Caps } from '../shared/google/throttling/limiter';
import type { Bounds, Deadline } from '../shared/google/throttling/tries';
import { flagField, numberField, propertiesOf, readOption } from '../shared/panel/fields';
import { readCount, readTries, triesFields } from '../shared/panel/generation/retryOptions';
import { limiterClock } from '../shared/runtime/processLimiters';
import { asTimer } from '../shared/domain/timer';

export const totalTimeoutName = 'Total Timeout (Seconds)';

const limitFields = {
	concurrency: numberField({
		displayName: 'Concurrency',
		name: 'concurrency',
		typeOptions: { minValue: 0 },
		default: 0,
		description:
			'Maximum number of concurrent requests per model in one run of this node. With 0, the node adapts: it raises the number while requests succeed and lowers it when Google rate-limits them.',
	}),
	requestsPerMinute: numberField({
		displayName: 'Requests per Minute',
		name: 'requestsPerMinute',
		typeOptions: { minValue: 0 },
		default: 0,
		description:
			'Maximum number of requests per model within any minute, including retries and requests of other workflows with the same credential. 0 means no limit.',
	}),
	tokensPerMinute: numberField({
		displayName: 'Tokens per Minute',
		name: 'tokensPerMinute',
		typeOptions: { minValue: 0 },
		default: 0,
		description:
			'Maximum number of tokens of prompts and responses per model within any minute, including other workflows with the same credential. The node estimates the tokens before each request. 0 means no limit.',
	}),
	totalTimeout: numberField({
		displayName: totalTimeoutName,
		name: 'totalTimeout',
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'Maximum time for all items. Items without a response by then fail. 0 means no limit.',
	}),
};

const responseFields = {
	answerRepeatsOnce: flagField({
		displayName: 'Answer Repeated Prompts Once',
		name: 'answerRepeatsOnce',
		default: false,
		description:
			'Whether to send equal prompts once per run and share the response. The other items have a "tries" of 0.',
	}),
	stream: flagField({
		displayName: 'Stream',
		name: 'stream',
		default: false,
		description:
			'Whether to read each response in pieces. "Request Timeout (Seconds)" then applies to each piece, so long responses don\'t exceed it.',
	}),
};

/** Entries of 'Options' for all requests. */
export const pacingOptions = propertiesOf({ ...triesFields, ...limitFields });

/** Entries of 'Options' for requests that generate responses. */
export const responseOptions = propertiesOf(responseFields);

/** Whether the item's response is read in pieces. */
export function isStreamed(ctx: IExecuteFunctions, itemIndex: number): boolean {
	return readOption(responseFields.stream, ctx, itemIndex);
}

export interface Pacing {
	caps: Caps;
	bounds: Bounds;
	answersRepeatsOnce: boolean;
}

const firstItem = 0;

/** Reads the options from the first item; they apply to all items. @throws ItemError for a number below its minimum */
export function readPacing(ctx: IExecuteFunctions, signal: AbortSignal): Pacing {
	const read = (name: keyof typeof limitFields) => readCount(limitFields[name], ctx, firstItem);
	const totalMs = read('totalTimeout') * 1000;
	return {
		answersRepeatsOnce: readOption(responseFields.answerRepeatsOnce, ctx, firstItem),
		caps: {
			concurrency: read('concurrency') || undefined,
			requestsPerMinute: read('requestsPerMinute') || undefined,
			tokensPerMinute: read('tokensPerMinute') || undefined,
		},
		bounds: {
			...readTries(ctx, firstItem),
			signal,
			deadline: totalMs === 0 ? undefined : deadlineIn(totalMs, signal),
		},
	};
}

function deadlineIn(milliseconds: number, signal: AbortSignal): Deadline {
	return {
		at: limiterClock.now() + milliseconds,
		signal: AbortSignal.any([signal, AbortSignal.timeout(asTimer(milliseconds))]),
	};
}
