import type { HttpClient } from '../http';
import { originOf } from '../origins';
import type { Waiting } from '../retry';
import { vertexHost } from './hosts';
import type { Place } from './names';

/** What everything in this folder asks of its surroundings. */
export interface Calls extends Waiting {
	/** Sends repeatable requests again after a passing fault. */
	http: HttpClient;
	/** Where short names are looked for and jobs are created. */
	place: Place;
	/** The credential's API Endpoint, as `parseEndpoint` answers it; empty for Google itself. */
	endpoint: string;
}

/** v1beta1 is asked where it tells more than v1. */
export type Version = 'v1' | 'v1beta1';

/**
 * The address of a resource, at the host that serves its location.
 *
 * @param name `projects/{project}/locations/{location}/…`, ready for an address
 */
export function urlOf(
	{ endpoint, place }: Pick<Calls, 'endpoint' | 'place'>,
	name: string,
	version: Version = 'v1',
): string {
	const location = /^projects\/[^/]+\/locations\/([^/]+)/.exec(name)?.[1] ?? place.location;
	return `${originOf(vertexHost(location), endpoint)}/${version}/${name}`;
}
