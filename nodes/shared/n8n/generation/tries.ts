/** How often the node sends one request, and how long it waits for the response. */
import type { INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Bounds } from '../../backend/tries';
import { asTimer } from '../../domain/timer';
import type { ItemContext } from '../context';
import { asNumber } from '../parameters';

export const requestTimeoutName = 'Request Timeout (Seconds)';

export const triesFields: INodeProperties[] = [
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
		displayName: requestTimeoutName,
		name: 'requestTimeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 120,
		description:
			'How long one request may take until its response is complete, including sign-in, before the node retries it',
	},
];

/** Needs nothing of a service. */
export const triesNeeds = { maxTries: () => true, requestTimeout: () => true };

/** Without a signal and a deadline. */
export function readTries(ctx: ItemContext, itemIndex: number): Bounds {
	const [tries, seconds] = triesFields.map((field) => readCount(ctx, field, itemIndex));
	return { tries: tries ?? 1, requestTimeoutMs: asTimer((seconds ?? 1) * 1000) };
}

/**
 * A number of the node's options, its default where it is not set. Read by itself, so that no other option's expression is
 * needed for it.
 *
 * @throws NodeOperationError for what is no number, or below what the panel allows
 */
export function readCount(
	ctx: ItemContext,
	{ name, displayName, default: preset, typeOptions: { minValue: least = 0 } = {} }: INodeProperties,
	itemIndex: number,
): number {
	const value = asNumber(
		ctx,
		ctx.getNodeParameter(`options.${name}`, itemIndex, preset),
		displayName,
		itemIndex,
	);
	if (value >= least) return value;
	throw new NodeOperationError(ctx.getNode(), `'${displayName}' cannot be ${value} [item ${itemIndex}]`, {
		itemIndex,
		description: `It must be ${least} or more.`,
	});
}
