/** Narrows a list down to what meets a condition in the service's own language. */
import type { INodeProperties } from 'n8n-workflow';
import { asText } from '../shared/n8n/parameters';
import type { Call } from './operation';

/** An entry of `filtersOf`, to be completed with what the service understands. */
export const filterField = {
	displayName: 'Filter',
	name: 'filter',
	type: 'string',
	default: '',
} satisfies INodeProperties;

export function filtersOf(...options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options,
	};
}

/** What `Filters` says, for a request. */
export function readFilter({ ctx, itemIndex }: Call): { filter?: string } {
	const given = ctx.getNodeParameter('filters', itemIndex, {});
	const filter = asText(ctx, given.filter, 'Filter', itemIndex).trim();
	return filter === '' ? {} : { filter };
}
