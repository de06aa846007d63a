import type { LoggedRequest } from '../../emulator/requests.ts';
import type { Claim } from './typings.ts';

/** Requests without Google protos, and what the test compares them with instead. */
export interface Exception {
	why: string;
	isFor: (request: LoggedRequest) => boolean;
	/** Types of the googleapis package; none without a body and a query. */
	claims: (request: LoggedRequest) => Claim[];
}

export const exceptions: Exception[] = [
	{
		why: "the discovery document of v1 has PreferenceOptimizationSpec, the protos don't yet",
		isFor: ({ path, body }) =>
			path.endsWith('/tuningJobs') && fieldsOf(body).preferenceOptimizationSpec !== undefined,
		claims: ({ body }) => [
			{
				api: 'aiplatform/v1',
				type: 'aiplatform_v1.Schema$GoogleCloudAiplatformV1TuningJob',
				value: fieldsOf(body),
			},
		],
	},
	{
		why: 'long-running operations are mixed into a service by its configuration, not by its protos',
		isFor: ({ method, path }) => method === 'GET' && /\/operations(\/[^/:]+)?$/.test(path),
		claims: ({ query }) => (Object.keys(query).length === 0 ? [] : [nothing(query)]),
	},
	{
		why: 'the same for cancelling one, with google.longrunning.CancelOperationRequest, which has only the name',
		isFor: ({ method, path }) => method === 'POST' && /\/operations\/[^/:]+:cancel$/.test(path),
		claims: ({ body }) => (Object.keys(fieldsOf(body)).length === 0 ? [] : [nothing(fieldsOf(body))]),
	},
	{
		why: 'Cloud Storage: the address of a resumable upload identifies its session',
		isFor: ({ host, method }) => host === storage && method === 'PUT',
		claims: () => [],
	},
	{
		why: 'Cloud Storage: the JSON API has no protos',
		isFor: ({ host, method }) => host === storage && method !== 'PUT',
		claims: (request) => storageClaims(request),
	},
	{
		why: 'Resource Manager: no available package has its protos',
		isFor: ({ host }) => host === 'cloudresourcemanager.googleapis.com',
		claims: ({ path, body }) => [
			{
				api: 'cloudresourcemanager/v3',
				type: 'cloudresourcemanager_v3.Params$Resource$Projects$Testiampermissions',
				value: { resource: path.replace(/^\/v3\/|:testIamPermissions$/g, ''), requestBody: fieldsOf(body) },
			},
		],
	},
	{
		why: 'Service Usage: the same',
		isFor: ({ host }) => host === 'serviceusage.googleapis.com',
		claims: ({ path, query }) => [
			{
				api: 'serviceusage/v1',
				type: 'serviceusage_v1.Params$Resource$Services$Get',
				value: { ...query, name: path.replace(/^\/v1\//, '') },
			},
		],
	},
];

const storage = 'storage.googleapis.com';

function storageClaims({ method, path, query, body }: LoggedRequest): Claim[] {
	const [, bucket, object] = /\/b(?:\/([^/]+))?(?:\/o(?:\/(.+))?)?$/.exec(path) ?? [];
	const { uploadType, ...rest } = query;
	const params = (name: string, value: object) => ({
		api: 'storage/v1',
		type: `storage_v1.Params$Resource$${name}`,
		value,
	});
	const schema = (name: string) => ({
		api: 'storage/v1',
		type: `storage_v1.Schema$${name}`,
		value: fieldsOf(body),
	});
	if (path.endsWith('/iam/testPermissions')) {
		const permissions = Object.values(rest);
		return [params('Buckets$Testiampermissions', { ...rest, bucket: 'b', permissions })];
	}
	if (uploadType === 'media') return [params('Objects$Insert', { ...rest, bucket })];
	if (uploadType === 'resumable') return [params('Objects$Insert', { ...rest, bucket }), schema('Object')];
	if (object !== undefined) {
		const { alt, ...asked } = rest;
		if (alt !== undefined && alt !== 'media') return [nothing(rest)];
		return [params(method === 'DELETE' ? 'Objects$Delete' : 'Objects$Get', { ...asked, bucket, object })];
	}
	if (method === 'GET' && path.endsWith('/o')) return [params('Objects$List', { ...rest, bucket })];
	if (bucket !== undefined) return [params('Buckets$Get', { ...rest, bucket })];
	return [params('Buckets$Insert', rest), schema('Bucket')];
}

/** A value that fails the check if it has any member. */
function nothing(value: object): Claim {
	return { api: 'storage/v1', type: 'storage_v1.Schema$Never', value };
}

function fieldsOf(body: unknown): Record<string, unknown> {
	return typeof body === 'object' && body !== null ? { ...body } : {};
}
