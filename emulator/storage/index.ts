import { authenticate } from '../auth.ts';
import type { Clock } from '../clock.ts';
import { header, unknownPath } from '../http.ts';
import type { Call, Dialect, Reply } from '../http.ts';
import { CLOUD_PLATFORM } from '../identity.ts';
import type { Caller, Project } from '../identity.ts';
import {
	deleteBucket,
	getBucket,
	insertBucket,
	listBuckets,
	patchBucket,
	testPermissions,
} from './buckets.ts';
import { anonymous, storageErrorReply } from './errors.ts';
import { checkFieldNames } from './fieldNames.ts';
import type { Method, StorageService } from './method.ts';
import { changeObject, deleteObject, downloadObject, getObject, listObjects } from './objects.ts';
import { cancelSession, continueSession, keepInterrupted } from './resumable.ts';
import { insertObject } from './upload.ts';

const STORAGE_HOST = 'storage.googleapis.com';

const DEVSTORAGE = 'https://www.googleapis.com/auth/devstorage';
const FULL = [CLOUD_PLATFORM, `${DEVSTORAGE}.full_control`];
const WRITE = [...FULL, `${DEVSTORAGE}.read_write`];
const READ = [...WRITE, `${DEVSTORAGE}.read_only`, `${CLOUD_PLATFORM}.read-only`];
const scopes = { read: READ, write: WRITE, full: FULL };

const UPLOAD = /^\/upload\/storage\/v1\/b\/[^/]+\/o$/;
/** The project that is billed for calls without an existing resource. */
const NOBODY: Project = { id: '', number: '0', disabledServices: [] };

const B = '/storage/v1/b/{}';
const O = `${B}/o/{}`;

/** Every method of this emulator. */
const methods: readonly Method[] = [
	{
		verb: 'GET',
		path: '/storage/v1/b',
		permission: 'storage.buckets.list',
		access: 'read',
		answer: listBuckets,
	},
	{
		verb: 'POST',
		path: '/storage/v1/b',
		permission: 'storage.buckets.create',
		access: 'write',
		answer: insertBucket,
	},
	{ verb: 'GET', path: B, permission: 'storage.buckets.get', access: 'read', answer: getBucket },
	{ verb: 'PATCH', path: B, permission: 'storage.buckets.update', access: 'full', answer: patchBucket },
	{ verb: 'DELETE', path: B, permission: 'storage.buckets.delete', access: 'write', answer: deleteBucket },
	{
		verb: 'GET',
		path: `${B}/iam/testPermissions`,
		permission: 'storage.buckets.get',
		access: 'read',
		answer: testPermissions,
	},
	{ verb: 'GET', path: `${B}/o`, permission: 'storage.objects.list', access: 'read', answer: listObjects },
	{
		verb: 'POST',
		path: `/upload${B}/o`,
		permission: 'storage.objects.create',
		access: 'write',
		answer: insertObject,
	},
	{ verb: 'GET', path: O, permission: 'storage.objects.get', access: 'read', answer: getObject },
	{
		verb: 'GET',
		path: `/download${O}`,
		permission: 'storage.objects.get',
		access: 'read',
		answer: downloadObject,
	},
	{
		verb: 'PATCH',
		path: O,
		permission: 'storage.objects.update',
		access: 'full',
		answer: changeObject(false),
	},
	{ verb: 'PUT', path: O, permission: 'storage.objects.update', access: 'full', answer: changeObject(true) },
	{ verb: 'DELETE', path: O, permission: 'storage.objects.delete', access: 'write', answer: deleteObject },
];
const routes = methods.map((method) => ({
	method,
	pattern: new RegExp(`^${method.path.replaceAll('{}', '([^/]+)')}$`),
}));

function decodeName(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

/**
 * Cloud Storage's JSON API.
 * @param before called with the time before each change, so that due jobs still read the old objects
 */
export function createStorageDialect(
	service: StorageService,
	clock: Clock,
	before: (now: number) => void,
): Dialect {
	function identify(call: Call, { permission, access }: Method, ids: readonly string[]): Caller {
		const credentials = header(call, 'authorization') ?? call.query.get('access_token');
		if (!credentials) throw anonymous(permission);
		const named = service.tables.buckets.get(ids[0] ?? '')?.project ?? call.query.get('project');
		const { caller } = authenticate(call, service.identities, {
			service: { host: STORAGE_HOST, title: 'Google Cloud Storage JSON API', scopes: scopes[access] },
			rpc: permission,
			keys: false,
			resourceProject: (named ? service.identities.project(named) : undefined) ?? NOBODY,
			usersToo: true,
		});
		if (!caller) throw anonymous(permission);
		return caller;
	}

	function answer(call: Call): Reply {
		const now = clock.now();
		before(now);
		if (UPLOAD.test(call.path) && call.query.has('upload_id')) {
			if (call.method === 'PUT') return continueSession(service, call, now);
			if (call.method === 'DELETE') return cancelSession(service, call, now);
		}
		for (const { method, pattern } of routes) {
			const found = method.verb === call.method ? pattern.exec(call.path) : null;
			if (!found) continue;
			const ids = found.slice(1).map(decodeName);
			const caller = identify(call, method, ids);
			checkFieldNames(call);
			return method.answer(service, { ids, query: call.query, call, caller, now });
		}
		return unknownPath(call.path);
	}

	return {
		serves: (host) => host === STORAGE_HOST,
		hostOf: (path) => (/^\/((upload|download)\/)?storage\/v1\//.test(path) ? STORAGE_HOST : undefined),
		interrupted: (call) => keepInterrupted(service, call),
		refuse: (error, call) => storageErrorReply(error, call.query),
		answer(call) {
			try {
				return answer(call);
			} catch (error) {
				return storageErrorReply(error, call.query);
			}
		},
	};
}
