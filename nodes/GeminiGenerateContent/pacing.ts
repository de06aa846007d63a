/** How many prompts are sent at a time, how often one is tried, and how long is waited. */
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Caps } from '../shared/backend/limiter';
import type { Bounds } from '../shared/backend/tries';
import { limiterClock } from '../shared/n8n/limiters';
import { asNumber } from '../shared/n8n/parameters';

export const pacingFields: INodeProperties[] = [
	{
		displayName: 'Concurrency',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description:
			'How many prompts may be under way at once. 0 lets the node find out: it sends more while all goes well, fewer when Google refuses.',
	},
	{
		displayName: 'Max Tries',
		name: 'maxTries',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 8,
		description:
			'How often a prompt is sent at most, where Google is overloaded (429, 500, 502, 503, 504), takes too long or the connection breaks',
	},
	{
		displayName: 'Request Timeout (Seconds)',
		name: 'requestTimeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 120,
		description: 'How long to wait for the answer to one request before it is sent again',
	},
	{
		displayName: 'Requests per Minute',
		name: 'requestsPerMinute',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'How many requests may be sent within a minute, those sent again included; 0 for no limit',
	},
	{
		displayName: 'Tokens per Minute',
		name: 'tokensPerMinute',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description:
			'How many tokens of prompts and answers may be spent within a minute, as far as can be told beforehand; 0 for no limit',
	},
	{
		displayName: 'Total Timeout (Seconds)',
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
}

const firstItem = 0;

/** Read once, from the first item: it holds for all. */
export function readPacing(ctx: IExecuteFunctions, signal: AbortSignal): Pacing {
	const read = (name: string, preset: number) => readCount(ctx, name, preset);
	const totalTimeout = read('totalTimeout', 0);
	return {
		caps: {
			concurrency: read('concurrency', 0) || undefined,
			requestsPerMinute: read('requestsPerMinute', 0) || undefined,
			tokensPerMinute: read('tokensPerMinute', 0) || undefined,
		},
		bounds: {
			signal,
			tries: Math.max(1, read('maxTries', 8)),
			requestTimeoutMs: Math.max(1, read('requestTimeout', 120)) * 1000,
			deadline: totalTimeout === 0 ? undefined : limiterClock.now() + totalTimeout * 1000,
		},
	};
}

/** By itself, so that no other option's expression is needed for it. */
function readCount(ctx: IExecuteFunctions, name: string, preset: number): number {
	const label = pacingFields.find((field) => field.name === name)?.displayName ?? name;
	const value = asNumber(ctx, ctx.getNodeParameter(`options.${name}`, firstItem, preset), label, firstItem);
	if (value >= 0) return value;
	throw new NodeOperationError(ctx.getNode(), `'${label}' cannot be ${value}`, {
		description: 'It must be 0 or more.',
	});
}
