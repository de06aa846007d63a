import { ApiError, invalidArgument } from '../errors.ts';
import type { Dialect, Reply } from '../http.ts';
import { CLOUD_PLATFORM } from '../identity.ts';
import type { Project } from '../identity.ts';
import { present, unlessDefault } from '../json.ts';
import { jsonReply, parseBody } from '../jsonBody.ts';
import { decode, list, message, text } from '../proto.ts';
import { createCloudDialect } from './respond.ts';
import type { CloudMethod, CloudRequest, CloudService } from './respond.ts';

const HOST = 'cloudresourcemanager.googleapis.com';
const RPC = 'google.cloud.resourcemanager.v3.Projects';
const MOST_PERMISSIONS = 100;
/** Creation time of every project. */
const CREATED = '2024-01-15T10:00:00.000Z';

const testRequest = message('google.iam.v1.TestIamPermissionsRequest', {
	resource: text,
	permissions: list(text),
});

function findProject({ identities }: CloudService, { ids }: CloudRequest): Project {
	const project = identities.project(ids[0] ?? '');
	if (!project) throw new ApiError('PERMISSION_DENIED', 'The caller does not have permission');
	return project;
}

function getProject(service: CloudService, request: CloudRequest): Reply {
	const project = findProject(service, request);
	const may = service.permissions.allows(request.caller, 'resourcemanager.projects.get', [
		`projects/${project.id}`,
	]);
	if (!may) throw new ApiError('PERMISSION_DENIED', 'The caller does not have permission');
	const { id, number } = project;
	return jsonReply(
		request.version === 'v1'
			? { projectNumber: number, projectId: id, lifecycleState: 'ACTIVE', name: id, createTime: CREATED }
			: {
					name: `projects/${number}`,
					projectId: id,
					state: 'ACTIVE',
					displayName: id,
					createTime: CREATED,
					updateTime: CREATED,
					etag: `W/"${number}"`,
				},
		request.call.query,
	);
}

/** The caller's permissions on a project among those in the request. The call itself needs no permission. */
function testIamPermissions(service: CloudService, request: CloudRequest): Reply {
	const project = findProject(service, request);
	const { permissions: asked = [] } = decode(testRequest, parseBody(request.call.body));
	const malformed = asked.find((permission) => !/^[a-z]\w*(\.\w+){2}$/i.test(permission));
	if (malformed !== undefined || asked.length > MOST_PERMISSIONS) {
		throw malformed === undefined
			? invalidArgument('permissions', `At most ${MOST_PERMISSIONS} permissions can be tested.`)
			: new ApiError('INVALID_ARGUMENT', `Permission ${malformed} is not valid for this resource.`);
	}
	const held = asked.filter((permission) =>
		service.permissions.allows(request.caller, permission, [`projects/${project.id}`]),
	);
	return jsonReply(present({ permissions: unlessDefault(held) }), request.call.query);
}

const methods: readonly CloudMethod[] = [
	{ verb: 'GET', path: 'projects/{}', rpc: `${RPC}.GetProject`, answer: getProject },
	{
		verb: 'POST',
		path: 'projects/{}:testIamPermissions',
		rpc: `${RPC}.TestIamPermissions`,
		answer: testIamPermissions,
	},
];

/** Resource Manager: projects and the caller's permissions on them. */
export function createResourceManagerDialect(service: CloudService): Dialect {
	const scopes = [CLOUD_PLATFORM, `${CLOUD_PLATFORM}.read-only`];
	return createCloudDialect(
		{ host: HOST, title: 'Cloud Resource Manager API', scopes },
		['v1', 'v3'],
		methods,
		service,
	);
}
