/** Where Google serves what is in a location, and where it is not bound to one. */

import { ConfigurationError } from '../http/googleErrors';
import type { GoogleHost } from '../http/origins';

export const storageHost: GoogleHost = 'storage.googleapis.com';
export const serviceUsageHost: GoogleHost = 'serviceusage.googleapis.com';
export const resourceManagerHost: GoogleHost = 'cloudresourcemanager.googleapis.com';

/** Nothing that could lead to another host. */
export const locationPattern = /^[a-z]+(-[a-z]+\d*)*$/;

const multiRegions: ReadonlySet<string> = new Set(['us', 'eu']);

/**
 * @param location a region such as `us-central1`, the multi-regions `us` and `eu`, or `global`
 * @throws ConfigurationError for what cannot be a location
 */
export function vertexHost(location: string): GoogleHost {
	if (!locationPattern.test(location)) {
		throw new ConfigurationError(
			`'${location}' is not a Google Cloud location`,
			"Set 'Location' in the node, or else in the credential, to a region such as 'us-central1', a multi-region ('us', 'eu') or 'global'. Nothing was sent.",
		);
	}
	if (location === 'global') return 'aiplatform.googleapis.com';
	return multiRegions.has(location)
		? `aiplatform.${location}.rep.googleapis.com`
		: `${location}-aiplatform.googleapis.com`;
}
