import type { HttpClient } from '../http/httpClient';
import { originOf } from '../http/origins';
import type { Waiting } from '../http/retry';
import { vertexHost } from './hosts';
import type { Place } from './resourceNames';

/** Dependencies of all functions in this folder. */
export interface Calls extends Waiting {
	/** Retries repeatable requests after a temporary error. */
	http: HttpClient;
	/** Project and location of short names and new jobs. */
	place: Place;
	/** The credential's API Endpoint, as `parseEndpoint` returns it; empty for Google itself. */
	endpoint: string;
}

/** v1beta1 where it returns more fields than v1. */
export type Version = 'v1' | 'v1beta1';

/**
 * The URL of a resource at the host of its location.
 *
 * @param name `projects/{project}/locations/{location}/…`, encoded for a URL
 */
export function urlOf(
	{ endpoint, place }: Pick<Calls, 'endpoint' | 'place'>,
	name: string,
	version: Version = 'v1',
): string {
	const location = /^projects\/[^/]+\/locations\/([^/]+)/.exec(name)?.[1] ?? place.location;
	return `${originOf(vertexHost(location), endpoint)}/${version}/${name}`;
}
