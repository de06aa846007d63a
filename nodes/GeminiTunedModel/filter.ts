/** The 'Filters' field: a condition in the service's own filter language. */
import type { INodeProperties } from 'n8n-workflow';
import { asText } from '../shared/panel/parameters';
import type { Call } from './operation';

/** An entry of `filtersOf`. Add a placeholder and a description for the service. */
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

/** Reads 'Filters' as a part of a list request. */
export function readFilter({ ctx, itemIndex }: Call): { filter?: string } {
	const given = ctx.getNodeParameter('filters', itemIndex, {});
	const filter = asText(ctx, given.filter, 'Filter', itemIndex).trim();
	return filter === '' ? {} : { filter };
}
