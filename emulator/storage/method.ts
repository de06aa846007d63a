import type { Caller, Identities } from '../identity.ts';
import type { Call, Reply } from '../http.ts';
import type { Permissions } from '../permissions.ts';
import type { Random } from '../random.ts';
import { denied } from './errors.ts';
import type { Bucket, StorageTables } from './tables.ts';

/** The state that the methods use. */
export interface StorageService {
	tables: StorageTables;
	identities: Identities;
	permissions: Permissions;
	random: Random;
}

/** A request that has been routed and authenticated. */
export interface StorageRequest {
	/** The decoded values of the path's placeholders. */
	ids: readonly string[];
	query: URLSearchParams;
	call: Call;
	caller: Caller;
	now: number;
}

export interface Method {
	verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** The whole path with `{}` for a name. */
	path: string;
	/** The permission in the error for an anonymous caller. */
	permission: string;
	/** Scopes of which the token needs one. */
	access: 'read' | 'write' | 'full';
	answer(service: StorageService, request: StorageRequest): Reply;
}

/** The resources whose grants apply to something in a bucket. */
export function resourcesOf(bucket: Pick<Bucket, 'name' | 'project'>): string[] {
	return [`buckets/${bucket.name}`, `projects/${bucket.project}`];
}

/** @throws StorageError 403 */
export function requirePermission(
	service: StorageService,
	caller: string,
	permission: string,
	bucket: Pick<Bucket, 'name' | 'project'>,
): void {
	if (service.permissions.allows(caller, permission, resourcesOf(bucket))) return;
	throw denied(caller, permission, permission.startsWith('storage.buckets.') ? 'bucket' : 'object');
}

/**
 * The address of this service: its own if the request came there (through a proxy), otherwise the emulator's with the host
 * in the path.
 */
export function baseUrl({ origin, host }: Pick<Call, 'origin' | 'host'>): string {
	return new URL(origin).hostname === host ? `https://${host}` : `${origin}/${host}`;
}
