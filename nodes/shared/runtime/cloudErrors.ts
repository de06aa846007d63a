/** Explains errors of Vertex AI and Cloud Storage. */
import type { Failure } from 'n8n-workflow';
import type { GoogleApiError } from '../google/http/googleErrors';

export interface Explanation {
	message: string;
	/** The fix, as an instruction. */
	description: string;
	/** Only if the response proves it. */
	failure?: Failure;
}

const cloudConsole = 'https://console.cloud.google.com';
const misconfigured: Failure = { cause: 'configuration-invalid' };

/** The smallest role with a permission, by the permission's prefix. The first match counts. */
const roles: ReadonlyArray<[string, string]> = [
	['aiplatform.', 'Vertex AI User (roles/aiplatform.user)'],
	['iam.serviceAccounts.actAs', 'Service Account User (roles/iam.serviceAccountUser) on that account'],
	['storage.buckets.', 'Storage Admin (roles/storage.admin)'],
	['storage.', 'Storage Object User (roles/storage.objectUser)'],
	['serviceusage.', 'Service Usage Consumer (roles/serviceusage.serviceUsageConsumer)'],
];

/** Undefined for errors that aren't specific to Google Cloud. */
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

/** Vertex AI returns the permission in ErrorInfo, Cloud Storage in its message. */
function permissionIn(error: GoogleApiError): string | undefined {
	const inDetails = error.detail('ErrorInfo')?.metadata?.permission;
	const [, inMessage] = /(?:Permission '|does not have )([a-z]+(?:\.[A-Za-z]+)+)/.exec(error.message) ?? [];
	return error.httpStatus === 403 ? (inDetails ?? inMessage) : undefined;
}

function lacking(permission: string, project: string): Explanation {
	const role = roles.find(([start]) => permission.startsWith(start))?.[1];
	const where = `${cloudConsole}/iam-admin/iam${query(project)}`;
	return {
		message: `The account lacks the permission ${permission}${inProject(project)}`,
		description: `Grant it ${role ? `the role ${role}` : 'a role with this permission'} at ${where}. A new role takes a few minutes to work. 'Check Setup' in Gemini Create Tuned Model lists other missing permissions.`,
		failure: misconfigured,
	};
}

function tooManyJobs(project: string): Explanation {
	return {
		message: `Another tuning job is running${inProject(project)}`,
		description: `Wait until it finishes, cancel it, or raise the quota 'Global concurrent tuning jobs', which counts all locations together and is 1 by default: ${cloudConsole}/iam-admin/quotas${query(project)}`,
		failure: { cause: 'quota-exhausted' },
	};
}

const nothingDeployed: Explanation = {
	message: 'The endpoint has no deployed model',
	description: 'Deploy a model to the endpoint in the Google Cloud console, or choose another tuned model.',
	failure: misconfigured,
};

function noAccess(project: string): Explanation {
	return {
		message: `The account has no access to this resource${inProject(project)}`,
		description:
			"Check 'Google Cloud Project ID' in the credential, and grant the account the role Vertex AI User (roles/aiplatform.user) in that project.",
	};
}

function notThere(location: string): Explanation {
	return {
		message: `Google can't find this resource in '${location}'`,
		description:
			"It was deleted, never existed, or is in another location or project. Set 'Location', or enter the full name (projects/…/locations/…/…), which works for every location.",
		failure: misconfigured,
	};
}

function inProject(project: string): string {
	return project ? ` in project ${project}` : '';
}

function query(project: string): string {
	return project ? `?project=${encodeURIComponent(project)}` : '';
}
