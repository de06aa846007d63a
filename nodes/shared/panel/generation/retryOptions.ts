/** Options for retries and the request timeout. */
import type { INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Bounds } from '../../google/throttling/tries';
import { asTimer } from '../../domain/timer';
import type { ItemContext } from '../../runtime/context';
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
			'Maximum number of requests per prompt. The node retries after HTTP status 408, 429, 500, 502, 503 or 504, a timeout or a broken connection.',
	},
	{
		displayName: requestTimeoutName,
		name: 'requestTimeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 120,
		description:
			'How long to wait for the complete response to one request, including sign-in, before retrying it',
	},
];

/** Both APIs support these options. */
export const triesNeeds = { maxTries: () => true, requestTimeout: () => true };

/** Reads the options; the result has no signal and no deadline. */
export function readTries(ctx: ItemContext, itemIndex: number): Bounds {
	const [tries, seconds] = triesFields.map((field) => readCount(ctx, field, itemIndex));
	return { tries: tries ?? 1, requestTimeoutMs: asTimer((seconds ?? 1) * 1000) };
}

/**
 * Reads a numeric option, or its default. Doesn't evaluate the expressions of other options.
 *
 * @throws NodeOperationError for a value that isn't a number or is below the field's minimum
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
	throw new NodeOperationError(ctx.getNode(), `'${displayName}' can't be ${value} [item ${itemIndex}]`, {
		itemIndex,
		description: `Enter ${least} or more.`,
	});
}
