/** What Google Cloud's own services, Vertex AI and Cloud Storage, refuse, and what to do about it. */
import type { Failure } from 'n8n-workflow';
import type { GoogleApiError } from '../backend/errors';

export interface Explanation {
	message: string;
	/** What to do. */
	description: string;
	/** Only where the answer proves it. */
	failure?: Failure;
}

const cloudConsole = 'https://console.cloud.google.com';
const misconfigured: Failure = { cause: 'configuration-invalid' };

/** The least role that holds a permission, by how the permission begins; the first that fits. */
const roles: ReadonlyArray<[string, string]> = [
	['aiplatform.', 'Vertex AI User (roles/aiplatform.user)'],
	['iam.serviceAccounts.actAs', 'Service Account User (roles/iam.serviceAccountUser) on that account'],
	['storage.buckets.', 'Storage Admin (roles/storage.admin)'],
	['storage.', 'Storage Object User (roles/storage.objectUser)'],
	['serviceusage.', 'Service Usage Consumer (roles/serviceusage.serviceUsageConsumer)'],
];

/** Undefined for an answer that says nothing of its own about Google Cloud. */
export function explainCloud(
	error: GoogleApiError,
	{ project, location }: { project: string; location: string },
): Explanation | undefined {
	const permission = permissionIn(error);
	if (permission !== undefined) return lacking(permission, project);
	if (location === '') return undefined;
	const { httpStatus, message } = error;
	if (httpStatus === 429 && message.includes('concurrent_tuning_jobs')) return tooManyJobs(project);
	if (/doesn't have a deployed model/.test(message)) return nothingDeployed;
	if (httpStatus === 403) return noAccess(project);
	return httpStatus === 404 ? notThere(location) : undefined;
}

/** Vertex AI tells it in its ErrorInfo, Cloud Storage in its message. */
function permissionIn(error: GoogleApiError): string | undefined {
	const told = error.detail('ErrorInfo')?.metadata?.permission;
	const [, inMessage] = /(?:Permission '|does not have )([a-z]+(?:\.[A-Za-z]+)+)/.exec(error.message) ?? [];
	return error.httpStatus === 403 ? (told ?? inMessage) : undefined;
}

function lacking(permission: string, project: string): Explanation {
	const role = roles.find(([start]) => permission.startsWith(start))?.[1];
	const where = `${cloudConsole}/iam-admin/iam${query(project)}`;
	return {
		message: `The account lacks the permission ${permission}${inProject(project)}`,
		description: `Grant it ${role ? `the role ${role}` : 'a role that holds this permission'}, at ${where}. A new role takes a few minutes to work. 'Check Set-Up' in Gemini Create Tuned Model shows what else is missing.`,
		failure: misconfigured,
	};
}

function tooManyJobs(project: string): Explanation {
	return {
		message: `Another tuning job is running${inProject(project)}`,
		description: `Google lets a project run only so many at once, in all locations together; the limit is 1 unless it was raised. Wait for its end, cancel it, or ask for more ('Global concurrent tuning jobs'): ${cloudConsole}/iam-admin/quotas${query(project)}`,
		failure: { cause: 'quota-exhausted' },
	};
}

const nothingDeployed: Explanation = {
	message: 'The endpoint serves no model',
	description:
		'Its model was undeployed. Deploy one to it in the Google Cloud console, or pick another tuned model.',
	failure: misconfigured,
};

function noAccess(project: string): Explanation {
	return {
		message: `The account has no access to this${inProject(project)}`,
		description:
			'Check the Google Cloud Project ID of the credential, and that the account has the role Vertex AI User (roles/aiplatform.user) in that project.',
	};
}

function notThere(location: string): Explanation {
	return {
		message: `Google does not have this in '${location}'`,
		description:
			"It was deleted, never existed, or is in another location or project. Set 'Location', or give its full name (projects/…/locations/…/…), which is found wherever it is.",
		failure: misconfigured,
	};
}

function inProject(project: string): string {
	return project ? ` in project ${project}` : '';
}

function query(project: string): string {
	return project ? `?project=${encodeURIComponent(project)}` : '';
}
