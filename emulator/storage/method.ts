import type { Caller, Identities } from '../identity.ts';
import type { Call, Reply } from '../http.ts';
import type { Permissions } from '../permissions.ts';
import type { Random } from '../random.ts';
import { denied } from './errors.ts';
import type { Bucket, StorageTables } from './tables.ts';

/** What the methods work on. */
export interface StorageService {
	tables: StorageTables;
	identities: Identities;
	permissions: Permissions;
	random: Random;
}

/** A request that has been routed and authenticated. */
export interface StorageRequest {
	/** What stands in the path's places, decoded. */
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
	/** What an anonymous caller is told to lack. */
	permission: string;
	/** What has to be among the token's scopes. */
	access: 'read' | 'write' | 'full';
	answer(service: StorageService, request: StorageRequest): Reply;
}

/** The resources on which a permission for something in a bucket may have been given. */
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
 * Where this service is reached: its own address when the request came there (through a proxy), otherwise the
 * emulator's with the host in the path.
 */
export function baseUrl({ origin, host }: Pick<Call, 'origin' | 'host'>): string {
	return new URL(origin).hostname === host ? `https://${host}` : `${origin}/${host}`;
}
