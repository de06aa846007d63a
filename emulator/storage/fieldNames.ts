import { parseMask } from '../fields.ts';
import type { Mask } from '../fields.ts';
import type { Call } from '../http.ts';
import { StorageError } from './errors.ts';

const names = (text: string) => new Set(text.trim().split(/\s+/));

/** Fields of the resources, from the discovery document of v1 in 2026. */
const object = names(`
	acl bucket cacheControl componentCount contentDisposition contentEncoding contentLanguage contentType contexts crc32c
	customTime customerEncryption etag eventBasedHold generation hardDeleteTime id kind kmsKeyName md5Hash mediaLink metadata
	metageneration name owner restoreToken retention retentionExpirationTime selfLink size softDeleteTime storageClass
	temporaryHold timeCreated timeDeleted timeFinalized timeStorageClassUpdated updated`);
const bucket = names(`
	acl autoclass billing cors customPlacementConfig defaultEventBasedHold defaultObjectAcl encryption etag generation
	hardDeleteTime hierarchicalNamespace iamConfiguration id ipFilter kind labels lifecycle location locationType logging
	metageneration name objectRetention owner projectNumber retentionPolicy rpo satisfiesPZI satisfiesPZS selfLink
	softDeletePolicy softDeleteTime storageClass timeCreated updated versioning website`);
const list = names('kind nextPageToken prefixes items unreachable');
const permissions = names('kind permissions');

/**
 * Checks that `fields` contains only fields of the resource that a call returns, or of the resources in its list. Deeper
 * fields aren't checked.
 * @throws StorageError 400 with Google's message for the first unknown field
 */
export function checkFieldNames({ method, path, query }: Pick<Call, 'method' | 'path' | 'query'>): void {
	const mask = parseMask(query.get('fields') || '*');
	if (path.endsWith('/iam/testPermissions')) return refuseUnknown(mask, permissions);
	const ofBuckets = /\/b(\/[^/]+)?$/.test(path);
	const isList = method === 'GET' && /\/[bo]$/.test(path);
	if (!isList) return refuseUnknown(mask, ofBuckets ? bucket : object);
	refuseUnknown(mask, list);
	refuseUnknown(mask.get('items') ?? new Map<string, Mask>(), ofBuckets ? bucket : object);
}

function refuseUnknown(mask: Mask, known: ReadonlySet<string>): void {
	const unknown = [...mask.keys()].find((name) => name !== '*' && !known.has(name));
	if (unknown === undefined) return;
	const place = { locationType: 'parameter', location: 'fields' } as const;
	throw new StorageError(400, 'invalidParameter', `Invalid field selection ${unknown}`, place);
}
