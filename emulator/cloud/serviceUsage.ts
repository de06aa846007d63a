import { ApiError, errorInfo } from '../errors.ts';
import type { Dialect, Reply } from '../http.ts';
import { CLOUD_PLATFORM } from '../identity.ts';
import { jsonReply } from '../jsonBody.ts';
import { createCloudDialect } from './respond.ts';
import type { CloudMethod, CloudRequest, CloudService } from './respond.ts';

const HOST = 'serviceusage.googleapis.com';

/** The available services, by host. */
const titles: Readonly<Record<string, string>> = {
	'aiplatform.googleapis.com': 'Vertex AI API',
	'cloudresourcemanager.googleapis.com': 'Cloud Resource Manager API',
	'generativelanguage.googleapis.com': 'Generative Language API',
	'iam.googleapis.com': 'Identity and Access Management (IAM) API',
	'serviceusage.googleapis.com': 'Service Usage API',
	'storage.googleapis.com': 'Cloud Storage API',
};

function refuse(message: string, reason: string): ApiError {
	return new ApiError('PERMISSION_DENIED', message, [{ ...errorInfo(reason), domain: HOST }]);
}

function getService({ identities, permissions }: CloudService, { ids, caller, call }: CloudRequest): Reply {
	const [name = '', service = ''] = ids;
	const project = identities.project(name);
	const may = project && permissions.allows(caller, 'serviceusage.services.get', [`projects/${project.id}`]);
	if (!project || !may)
		throw refuse(`Permission denied to get service [${service}]`, 'AUTH_PERMISSION_DENIED');
	const title = titles[service];
	if (title === undefined) {
		throw refuse(
			`Not found or permission denied for service(s): ${service}.`,
			'SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED',
		);
	}
	const parent = `projects/${project.number}`;
	return jsonReply(
		{
			name: `${parent}/services/${service}`,
			config: { name: service, title },
			state: project.disabledServices.includes(service) ? 'DISABLED' : 'ENABLED',
			parent,
		},
		call.query,
	);
}

const methods: readonly CloudMethod[] = [
	{
		verb: 'GET',
		path: 'projects/{}/services/{}',
		rpc: 'google.api.serviceusage.v1.ServiceUsage.GetService',
		answer: getService,
	},
];

/** Service Usage: whether an API is enabled. */
export function createServiceUsageDialect(service: CloudService): Dialect {
	const scopes = [CLOUD_PLATFORM, `${CLOUD_PLATFORM}.read-only`];
	return createCloudDialect(
		{ host: HOST, title: 'Service Usage API', scopes },
		['v1', 'v1beta1'],
		methods,
		service,
	);
}
