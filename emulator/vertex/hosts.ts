const REGIONAL = /^([a-z]+-[a-z]+\d+)-aiplatform\.googleapis\.com$/;
const MULTI_REGIONAL = /^aiplatform\.(us|eu)\.rep\.googleapis\.com$/;

const GLOBAL_HOST = 'aiplatform.googleapis.com';

/** The location that a host of Vertex AI serves: a region, `us`, `eu` or `global`; undefined for any other host. */
export function locationOfHost(host: string): string | undefined {
	if (host === GLOBAL_HOST) return 'global';
	return (REGIONAL.exec(host) ?? MULTI_REGIONAL.exec(host))?.[1];
}

/** The host for a path without a host, from clients with a single address for everything. */
export function hostOfPath(path: string): string | undefined {
	const [, rest = ''] = /^\/v1(?:beta1)?\/(.*)$/.exec(path) ?? [];
	if (rest.startsWith('publishers/')) return GLOBAL_HOST;
	const location = /^projects\/[^/]+\/locations\/([^/]+)\//.exec(rest)?.[1];
	if (location === undefined) return undefined;
	if (location === 'global') return GLOBAL_HOST;
	return location === 'us' || location === 'eu'
		? `aiplatform.${location}.rep.googleapis.com`
		: `${location}-aiplatform.googleapis.com`;
}
