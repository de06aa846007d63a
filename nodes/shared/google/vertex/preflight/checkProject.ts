import type { TuningSpec } from '../../tuning';
import { originOf } from '../../http/origins';
import { fields, text } from '../../http/shape';
import { resourceManagerHost, serviceUsageHost } from '../hosts';
import type { Finding, PreflightCalls } from './setupFinding';
import { describePrincipal, heldPermissions, missing, ok } from './setupFinding';

const aiPlatform = 'aiplatform.googleapis.com';

/** google.api.serviceusage.v1.Service */
export const service = fields({ state: text }, 'state');

/** Permissions on the project, all in the role Vertex AI User (roles/aiplatform.user). */
const projectPermissions = [
	'aiplatform.endpoints.predict',
	'aiplatform.models.get',
	'aiplatform.tuningJobs.cancel',
	'aiplatform.tuningJobs.create',
	'aiplatform.tuningJobs.get',
	'aiplatform.tuningJobs.list',
];

export async function checkApi({ http, endpoint, place: { project } }: PreflightCalls): Promise<Finding> {
	const url = `${originOf(serviceUsageHost, endpoint)}/v1/projects/${encodeURIComponent(project)}/services/${aiPlatform}`;
	const { state } = await http({ method: 'GET', url }, service);
	if (state === 'ENABLED') return ok(`The Vertex AI API is enabled in the project '${project}'.`);
	return missing(
		`The Vertex AI API isn't enabled in the project '${project}'. Enable it at https://console.cloud.google.com/apis/library/${aiPlatform}?project=${encodeURIComponent(project)} and wait a minute.`,
	);
}

export async function checkProject(calls: PreflightCalls, spec: TuningSpec): Promise<Finding> {
	const { project } = calls.place;
	const wanted = [...projectPermissions, ...(spec.createBucket ? ['storage.buckets.create'] : [])];
	const request = {
		method: 'POST',
		url: `${originOf(resourceManagerHost, calls.endpoint)}/v3/projects/${encodeURIComponent(project)}:testIamPermissions`,
		body: { permissions: wanted },
		repeatable: true,
	} as const;
	const { permissions = [] } = await calls.http(request, heldPermissions);
	const lacking = wanted.filter((permission) => !permissions.includes(permission));
	const who = describePrincipal(calls);
	if (lacking.length === 0) return ok(`${who} can tune models in the project '${project}'.`);
	const roles = [
		...(lacking.some((permission) => permission.startsWith('aiplatform.'))
			? ["'Vertex AI User' (roles/aiplatform.user)"]
			: []),
		...(lacking.includes('storage.buckets.create') ? ["'Storage Admin' (roles/storage.admin)"] : []),
	];
	return missing(
		`${who} lacks ${lacking.join(', ')} in the project '${project}'. Grant the role ${roles.join(' and ')} there.`,
	);
}

/** Checking this needs permission to read policies, which callers don't have. So the message describes what to check. */
export function describeServiceAgent(bucket: string, { serviceAccount }: TuningSpec): Finding {
	const message =
		serviceAccount === undefined
			? `The job reads the bucket '${bucket}' as the project's Vertex AI Secure Fine-Tuning service agent. It can read buckets of the same project. For another project's bucket, grant it the role 'Storage Object Viewer' (roles/storage.objectViewer) on the bucket.`
			: `The job runs as '${serviceAccount}'. It needs the role 'Vertex AI Tuning Service Agent' (roles/aiplatform.tuningServiceAgent) and access to the bucket '${bucket}'. The account that creates the job needs iam.serviceAccounts.actAs on it.`;
	return { status: 'notChecked', message };
}
