/** Options for retries and the request timeout. */
import type { Bounds } from '../../google/throttling/tries';
import { asTimer } from '../../domain/timer';
import type { ItemContext } from '../../runtime/context';
import type { Field } from '../fields';
import { numberField, readOption, withinLimits } from '../fields';

export const requestTimeoutName = 'Request Timeout (Seconds)';

export const triesFields = {
	maxTries: numberField({
		displayName: 'Max Tries',
		name: 'maxTries',
		typeOptions: { minValue: 1 },
		default: 8,
		description:
			'Maximum number of requests per prompt. The node retries after HTTP status 408, 429, 500, 502, 503 or 504, a timeout or a broken connection.',
	}),
	requestTimeout: numberField({
		displayName: requestTimeoutName,
		name: 'requestTimeout',
		typeOptions: { minValue: 1 },
		default: 120,
		description:
			'How long to wait for the complete response to one request, including sign-in, before retrying it',
	}),
};

/** Reads the options; the result has no signal and no deadline. */
export function readTries(ctx: ItemContext, itemIndex: number): Bounds {
	return {
		tries: readCount(triesFields.maxTries, ctx, itemIndex),
		requestTimeoutMs: asTimer(readCount(triesFields.requestTimeout, ctx, itemIndex) * 1000),
	};
}

/**
 * Reads a numeric option, or its default.
 *
 * @throws ItemError for a value that isn't a number or is outside the field's limits
 */
export function readCount(field: Field<number>, ctx: ItemContext, itemIndex: number): number {
	return withinLimits(field, readOption(field, ctx, itemIndex));
}
