import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';
import { isResourceLocatorValue } from 'n8n-workflow';
import type { Location } from '../domain/locations';
import { knownLocations } from '../domain/locations';
import { shownWhere } from './apis';
import type { ItemContext } from './context';
import { readText } from './parameters';

/** Where the service is asked. The node registers `listSearch: { searchLocations }`. */
export const locationField: INodeProperties = shownWhere(({ locations }) => locations, {
	displayName: 'Location',
	name: 'location',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description:
		'The Google Cloud location of the tuning job. When empty, the one of the credential. A full resource name that holds another location goes first.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'The location of the credential',
			typeOptions: {
				searchListMethod: 'searchLocations',
				searchable: true,
				skipCredentialsCheckInRLC: true,
			},
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. europe-west4' },
	],
});

/** The location that is picked for an item; empty where none is. `vertexHost` refuses what can't be one. */
export function readLocation(ctx: ItemContext, itemIndex: number): string {
	return readText(ctx, locationField.name, locationField.displayName, itemIndex).trim();
}

/** The location in a parameter as it stands. */
export function locationOf(value: unknown): string {
	const text = isResourceLocatorValue(value) ? value.value : value;
	return typeof text === 'string' ? text.trim() : '';
}

/** Lists the locations this package knows; Google is not asked. */
export async function searchLocations(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const results = knownLocations().map(toChoice);
	return await Promise.resolve({
		results: results.filter(({ name }) => name.toLowerCase().includes(wanted)),
	});
}

function toChoice({ id, tuned, served }: Location): INodeListSearchItems {
	const use = tuned.length > 0 ? 'tuning' : served.length > 0 ? 'answers of tuned models' : 'base models';
	const models = (tuned.length > 0 ? tuned : served).join(', ');
	return { name: `${id} (${use})`, value: id, ...(models && { description: models }) };
}
