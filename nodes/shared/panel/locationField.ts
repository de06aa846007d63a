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
import type { ItemContext } from '../runtime/context';
import { readText } from './parameters';

/** The service's location. The node registers `listSearch: { searchLocations }`. */
export const locationField: INodeProperties = shownWhere(({ locations }) => locations, {
	displayName: 'Location',
	name: 'location',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description:
		"The Google Cloud location of the job. When empty, the credential's location is used. A location in a full resource name takes precedence.",
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: "The credential's location",
			typeOptions: {
				searchListMethod: 'searchLocations',
				searchable: true,
				skipCredentialsCheckInRLC: true,
			},
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. europe-west4' },
	],
});

/** The item's location; empty for the credential's. `vertexHost` validates it. */
export function readLocation(ctx: ItemContext, itemIndex: number): string {
	return readText(ctx, locationField.name, locationField.displayName, itemIndex).trim();
}

/** The location in a raw parameter value. */
export function locationOf(value: unknown): string {
	const text = isResourceLocatorValue(value) ? value.value : value;
	return typeof text === 'string' ? text.trim() : '';
}

/** Lists the locations in this package's table, without a request. */
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
	const use = tuned.length > 0 ? 'tuning' : served.length > 0 ? 'responses of tuned models' : 'base models';
	const models = (tuned.length > 0 ? tuned : served).join(', ');
	return { name: `${id} (${use})`, value: id, ...(models && { description: models }) };
}
