import type { IExecuteFunctions } from 'n8n-workflow';
import type { Page, PageRequest } from '../shared/google/http/paginate';
import { paginate } from '../shared/google/http/paginate';
import { flagField, numberField } from '../shared/panel/fields';

const largestPage = 100;

const returnAll = flagField({
	displayName: 'Return All',
	name: 'returnAll',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
});

const limit = numberField({
	displayName: 'Limit',
	name: 'limit',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
	displayOptions: { show: { returnAll: [false] } },
});

export const pagingFields = [returnAll.property, limit.property];

/** The number of results; infinite if 'Return All' is on. */
export function readLimit(ctx: IExecuteFunctions, itemIndex: number): number {
	return returnAll.read(ctx, itemIndex) ? Number.POSITIVE_INFINITY : limit.read(ctx, itemIndex);
}

/**
 * Fetches pages until the limit is reached.
 *
 * @param what name of the list, for messages
 */
export async function readPages<T>(
	what: string,
	limit: number,
	fetchPage: (request: PageRequest) => Promise<Page<T>>,
): Promise<T[]> {
	const items: T[] = [];
	if (limit < 1) return items;
	for await (const item of paginate(what, fetchPage, { pageSize: Math.min(limit, largestPage) })) {
		items.push(item);
		if (items.length >= limit) break;
	}
	return items;
}
