/** How many prompts are sent at a time, how often one is tried, and how long is waited. */
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { Caps } from '../shared/backend/limiter';
import type { Bounds, Deadline } from '../shared/backend/tries';
import { readCount, readTries, triesFields } from '../shared/n8n/generation/tries';
import { limiterClock } from '../shared/n8n/limiters';
import { asTimer } from '../shared/domain/timer';

export const totalTimeoutName = 'Total Timeout (Seconds)';

export const pacingFields: INodeProperties[] = [
	{
		displayName: 'Answer Repeated Prompts Once',
		name: 'answerRepeatsOnce',
		type: 'boolean',
		default: false,
		description:
			'Whether items that ask the same model the same thing share one answer; those that did not ask themselves have 0 as tries',
	},
	{
		displayName: 'Concurrency',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description:
			'How many prompts of one run of this node may be under way at once, for each model. 0 lets the node find out: it sends more while all goes well, fewer when Google refuses.',
	},
	...triesFields,
	{
		displayName: 'Stream',
		name: 'stream',
		type: 'boolean',
		default: false,
		description:
			'Whether to take each answer piece by piece and put it together. The request timeout then holds for each piece, so that long answers do not run into it.',
	},
	{
		displayName: 'Requests per Minute',
		name: 'requestsPerMinute',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description:
			'How many requests to a model may be sent within a minute, counting those sent again and those of other workflows with the same credential; 0 for no limit',
	},
	{
		displayName: 'Tokens per Minute',
		name: 'tokensPerMinute',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description:
			'How many tokens of prompts and answers a model may take within a minute, as far as can be told beforehand, counting those of other workflows with the same credential; 0 for no limit',
	},
	{
		displayName: totalTimeoutName,
		name: 'totalTimeout',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'How long the node may take in all; items without an answer by then fail. 0 for no limit.',
	},
];

export interface Pacing {
	caps: Caps;
	bounds: Bounds;
	answersRepeatsOnce: boolean;
}

const firstItem = 0;

/** Read once, from the first item: it holds for all. */
export function readPacing(ctx: IExecuteFunctions, signal: AbortSignal): Pacing {
	const read = (name: string) => {
		const field = pacingFields.find((candidate) => candidate.name === name);
		return field ? readCount(ctx, field, firstItem) : 0;
	};
	const totalMs = read('totalTimeout') * 1000;
	return {
		answersRepeatsOnce: ctx.getNodeParameter('options.answerRepeatsOnce', firstItem, false) === true,
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
