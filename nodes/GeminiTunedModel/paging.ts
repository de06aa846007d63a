import type { INodeProperties } from 'n8n-workflow';
import type { Page, PageRequest } from '../shared/google/http/paginate';
import { paginate } from '../shared/google/http/paginate';
import { asNumber } from '../shared/panel/parameters';
import type { Call } from './operation';

const largestPage = 100;

export const pagingFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/**
 * Fetches pages until 'Limit' is reached, or all pages if 'Return All' is on.
 *
 * @param what name of the list, for messages
 */
export async function readPages<T>(
	{ ctx, itemIndex }: Call,
	what: string,
	fetchPage: (request: PageRequest) => Promise<Page<T>>,
): Promise<T[]> {
	const limit = ctx.getNodeParameter('returnAll', itemIndex, false)
		? Number.POSITIVE_INFINITY
		: asNumber(ctx, ctx.getNodeParameter('limit', itemIndex, 50), 'Limit', itemIndex);
	const items: T[] = [];
	if (limit < 1) return items;
	for await (const item of paginate(what, fetchPage, { pageSize: Math.min(limit, largestPage) })) {
		items.push(item);
		if (items.length >= limit) break;
	}
	return items;
}
