import type { Reply } from '../http.ts';
import { present, unlessDefault } from '../json.ts';
import { jsonReply } from '../jsonBody.ts';
import type { Json } from '../json.ts';
import { denied, invalid, noSuchBucket, required, StorageError } from './errors.ts';
import { locationType } from './locations.ts';
import { patchTexts, readJson, textIn, textsIn } from './metadata.ts';
import type { JsonObject } from './metadata.ts';
import { baseUrl, requirePermission, resourcesOf } from './method.ts';
import type { StorageRequest, StorageService } from './method.ts';
import { byName, page } from './paging.ts';
import { renderBucket } from './render.ts';
import type { Bucket } from './tables.ts';

const KEPT_SETTINGS = ['iamConfiguration', 'lifecycle', 'retentionPolicy', 'softDeletePolicy', 'versioning'];
const MOST_CHARACTERS = 63;

/** @throws StorageError 404 */
export function findBucket({ tables }: StorageService, name: string): Bucket {
	const bucket = tables.buckets.get(name);
	if (!bucket) throw noSuchBucket();
	return bucket;
}

function render(service: StorageService, bucket: Bucket, { call }: StorageRequest): { [key: string]: Json } {
	const number = service.identities.project(bucket.project)?.number ?? '';
	return renderBucket(bucket, number, baseUrl(call));
}

function projectOf(service: StorageService, { query }: StorageRequest) {
	const name = query.get('project');
	if (!name) throw required('project');
	const project = service.identities.project(name);
	if (!project) throw invalid(`Unknown project id: ${name}`);
	return project;
}

function requireOnProject(
	service: StorageService,
	request: StorageRequest,
	permission: string,
	project: string,
) {
	const { email } = request.caller;
	if (!service.permissions.allows(email, permission, [`projects/${project}`])) {
		throw denied(email, permission, 'project');
	}
}

function checkName(name: string): void {
	const fits =
		/^[a-z0-9][a-z0-9._-]*[a-z0-9]$/.test(name) && name.length >= 3 && name.length <= MOST_CHARACTERS;
	if (!fits || name.startsWith('goog') || name.includes('google') || name.includes('..')) {
		throw invalid(`Invalid bucket name: '${name}'`);
	}
}

function keptSettings(body: JsonObject): Record<string, Json> {
	const kept: Record<string, Json> = {};
	for (const name of KEPT_SETTINGS) {
		const value = body[name];
		if (value !== undefined && value !== null) kept[name] = value;
	}
	return kept;
}

const DEFAULT_SETTINGS: Record<string, Json> = {
	iamConfiguration: {
		bucketPolicyOnly: { enabled: false },
		uniformBucketLevelAccess: { enabled: false },
		publicAccessPrevention: 'inherited',
	},
};

/** buckets.insert */
export function insertBucket(service: StorageService, request: StorageRequest): Reply {
	const project = projectOf(service, request);
	const body = readJson(request.call.body);
	const name = textIn(body, 'name');
	if (name === undefined) throw required('name');
	checkName(name);
	requireOnProject(service, request, 'storage.buckets.create', project.id);
	const location = (textIn(body, 'location') ?? 'US').toUpperCase();
	const type = locationType(location);
	if (!type) throw invalid('The specified location constraint is not valid.');
	refuseTaken(service, name, project.id);
	const bucket: Bucket = {
		name,
		project: project.id,
		location,
		locationType: type,
		storageClass: textIn(body, 'storageClass') ?? 'STANDARD',
		labels: patchTexts({}, textsIn(body, 'labels')),
		createTime: request.now,
		updateTime: request.now,
		metageneration: 1,
		settings: { ...DEFAULT_SETTINGS, ...keptSettings(body) },
	};
	service.tables.buckets.set(name, bucket);
	return jsonReply(render(service, bucket, request), request.query);
}

function refuseTaken({ tables }: StorageService, name: string, project: string): void {
	const taken = tables.buckets.get(name);
	if (!taken) return;
	throw new StorageError(
		409,
		'conflict',
		taken.project === project
			? 'Your previous request to create the named bucket succeeded and you already own it.'
			: 'The requested bucket name is not available. The bucket namespace is shared by all users of the system. ' +
					'Please select a different name and try again.',
	);
}

export function getBucket(service: StorageService, request: StorageRequest): Reply {
	const bucket = findBucket(service, request.ids[0] ?? '');
	requirePermission(service, request.caller.email, 'storage.buckets.get', bucket);
	return jsonReply(render(service, bucket, request), request.query);
}

export function listBuckets(service: StorageService, request: StorageRequest): Reply {
	const project = projectOf(service, request);
	requireOnProject(service, request, 'storage.buckets.list', project.id);
	const prefix = request.query.get('prefix') ?? '';
	const buckets = [...service.tables.buckets.values()]
		.filter((bucket) => bucket.project === project.id && bucket.name.startsWith(prefix))
		.sort(byName);
	const { items, nextPageToken } = page(buckets, request.query);
	return jsonReply(
		present({
			kind: 'storage#buckets',
			nextPageToken,
			items: unlessDefault(items.map((bucket) => render(service, bucket, request))),
		}),
		request.query,
	);
}

export function patchBucket(service: StorageService, request: StorageRequest): Reply {
	const bucket = findBucket(service, request.ids[0] ?? '');
	requirePermission(service, request.caller.email, 'storage.buckets.update', bucket);
	const body = readJson(request.call.body);
	bucket.labels = patchTexts(bucket.labels, textsIn(body, 'labels'));
	bucket.storageClass = textIn(body, 'storageClass') ?? bucket.storageClass;
	bucket.settings = { ...bucket.settings, ...keptSettings(body) };
	bucket.metageneration += 1;
	bucket.updateTime = request.now;
	return jsonReply(render(service, bucket, request), request.query);
}

export function deleteBucket(service: StorageService, request: StorageRequest): Reply {
	const bucket = findBucket(service, request.ids[0] ?? '');
	requirePermission(service, request.caller.email, 'storage.buckets.delete', bucket);
	if (service.tables.objects(bucket.name).size > 0) {
		throw new StorageError(409, 'conflict', 'The bucket you tried to delete is not empty.');
	}
	service.tables.buckets.delete(bucket.name);
	return { status: 204, headers: {}, body: [''] };
}

/** buckets.testIamPermissions: the caller's permissions among those in the request. The call itself needs no permission. */
export function testPermissions(service: StorageService, request: StorageRequest): Reply {
	const bucket = findBucket(service, request.ids[0] ?? '');
	const asked = request.query.getAll('permissions');
	if (asked.length === 0) throw required('permissions');
	const unknown = asked.find((permission) => !/^storage\.[a-zA-Z]+\.[a-zA-Z]+$/.test(permission));
	if (unknown !== undefined) throw invalid(`Invalid permission: ${unknown}`);
	const held = asked.filter((permission) =>
		service.permissions.allows(request.caller.email, permission, resourcesOf(bucket)),
	);
	return jsonReply(
		present({ kind: 'storage#testIamPermissionsResponse', permissions: unlessDefault(held) }),
		request.query,
	);
}
