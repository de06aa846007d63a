/** The 'Filters' field: a condition in the service's own filter language. */
import type { INodeProperties } from 'n8n-workflow';
import type { Field } from '../shared/panel/fields';
import { fieldOf, optionalTextField, readEntries } from '../shared/panel/fields';
import { isDataObject } from '../shared/panel/parameters';

type Change = Pick<INodeProperties, 'placeholder' | 'description'>;

/** An entry of `filtersOf`. Add a placeholder and a description for the service. */
export function filterField(change: Change): Field<string | undefined> {
	return optionalTextField({ displayName: 'Filter', name: 'filter', default: '', ...change });
}

/** The value is a part of a list request. */
export function filtersOf(...options: INodeProperties[]): Field<{ filter?: string }> {
	return fieldOf(
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			options,
		},
		(given) => readEntries({ filter: filterField({}) }, isDataObject(given) ? given : {}),
	);
}
