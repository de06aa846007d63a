/** Turns what went wrong into n8n's errors: what happened, in which project, and what to do about it. */
import type { Failure, INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { ConnectionError, GoogleApiError } from '../backend/errors';
import { TriedInVainError } from '../backend/tries';
import { defined } from '../domain/defined';
import type { Explanation } from './cloudErrors';
import { explainCloud } from './cloudErrors';

export interface ErrorPlace {
	/** The item that was worked on. */
	itemIndex?: number | undefined;
	/** The Google Cloud project of the credential. */
	project?: string;
	/** Where the service was asked; empty where it knows no locations. */
	location?: string;
}

type Explain = (error: GoogleApiError, project: string) => Explanation;

const cloudConsole = 'https://console.cloud.google.com';
const reconnect: Failure = { cause: 'credential-invalid' };
const misconfigured: Failure = { cause: 'configuration-invalid' };

const expiredSignIn =
	'Open the credential and sign in again, or check that its service account still exists. Google ends the sign-in of an OAuth app in testing after 7 days: publish the app, or use a service account for workflows that run unattended.';

const wrongKindOfCredential =
	'API keys cannot tune or share models. Pick a Gemini Tuning OAuth2 API or Gemini Tuning Google Auth API credential.';

const signInRefused: Explain = () => ({
	message: 'Google did not accept the sign-in',
	description: expiredSignIn,
	failure: reconnect,
});

const apiKeyUsed: Explain = () => ({
	message: 'Google expected a sign-in, not an API key',
	description: wrongKindOfCredential,
	failure: reconnect,
});

/** By `reason` of google.rpc.ErrorInfo. */
const byReason = new Map<string, Explain>(
	Object.entries({
		ACCESS_TOKEN_EXPIRED: signInRefused,
		ACCESS_TOKEN_TYPE_UNSUPPORTED: signInRefused,
		ACCOUNT_STATE_INVALID: signInRefused,
		API_KEY_INVALID: apiKeyUsed,
		API_KEY_SERVICE_BLOCKED: apiKeyUsed,
		CREDENTIALS_MISSING: apiKeyUsed,
		ACCESS_TOKEN_SCOPE_INSUFFICIENT: () => ({
			message: 'The sign-in lacks a permission that tuning needs',
			description:
				'Open the credential, sign in again and leave every box ticked. The app needs the scopes cloud-platform and generative-language.tuning; a host identity must have been made with both.',
			failure: reconnect,
		}),
		BILLING_DISABLED: (_, project) => ({
			message: `Billing is off${inProject(project)}`,
			description: `Link a billing account to the project: ${cloudConsole}/billing/linkedaccount${projectQuery(project)}`,
			failure: misconfigured,
		}),
		SERVICE_DISABLED: (error, project) =>
			isGcloudProject(error) ? noProject : serviceDisabled(error, project),
		USER_PROJECT_DENIED: (_, project) => ({
			message: `The account may not use the quota of ${named(project)}`,
			description: `Grant it the role Service Usage Consumer (roles/serviceusage.serviceUsageConsumer) there, at ${cloudConsole}/iam-admin/iam${projectQuery(project)}, or correct the Google Cloud Project ID in the credential. A new role takes a few minutes to work.`,
			failure: misconfigured,
		}),
	} satisfies Record<string, Explain>),
);

/** By HTTP status, for answers without a known reason. */
const byHttpStatus: Record<number, Explain> = {
	400: (error) =>
		isAboutTunability(error)
			? notTunable
			: { message: 'Google refused a value of the request', description: violations(error) },
	401: signInRefused,
	403: (_, project) => ({
		message: `The account has no access to this${inProject(project)}`,
		description:
			"A tuned model belongs to the project and account that made it. Use a credential of its owner, or have the owner share it with the account ('Share' in Gemini Tuned Model).",
	}),
	404: (error) => (isAboutTunability(error) ? notTunable : gone),
	409: () => ({
		message: 'Google has something of this name already',
		description: 'Choose another ID, or leave it empty to have one made.',
	}),
	429: (error, project) => (error.isDailyQuota ? dailyQuota(project) : quotaPerMinute(error, project)),
	500: () => ({ message: 'Google had an internal error', description: 'Try again in a few minutes.' }),
	503: (error) => ({
		message: 'Google is overloaded at the moment',
		description: 'Several tries did not help. Try again in a few minutes.',
		failure: { cause: 'temporarily-unavailable', ...waiting(error) },
	}),
	504: () => ({
		message: 'Google took too long to answer',
		description: 'Try again, with a shorter prompt or fewer examples if it happens every time.',
	}),
};

const notTunable: Explanation = {
	message: 'This model cannot be tuned',
	description:
		"The Gemini API has offered no model for tuning since May 2025. 'From List' shows what Google lets this project tune now.",
	failure: misconfigured,
};

const gone: Explanation = {
	message: 'Google does not have this model',
	description:
		'It was deleted, was retired by Google, or never existed under this name. Pick another one; From List shows those that the account can see.',
	failure: misconfigured,
};

const noProject: Explanation = {
	message: 'Google wants to know the project for this call',
	description: 'The sign-in belongs to no project. Fill in Google Cloud Project ID in the credential.',
	failure: misconfigured,
};

function serviceDisabled(error: GoogleApiError, project: string): Explanation {
	const service = error.detail('ErrorInfo')?.metadata?.service ?? 'generativelanguage.googleapis.com';
	const place = project || consumer(error);
	return {
		message: `The API ${service} is not enabled${inProject(place)}`,
		description: `Enable it at ${cloudConsole}/apis/library/${service}${projectQuery(place)} and try again a few minutes later.`,
		failure: misconfigured,
	};
}

function dailyQuota(project: string): Explanation {
	return {
		message: `The quota of the day is used up${inProject(project)}`,
		description: `Waiting a minute does not help: it comes back at midnight Pacific time. Limits and how to raise them: ${cloudConsole}/iam-admin/quotas${projectQuery(project)}`,
		failure: { cause: 'quota-exhausted' },
	};
}

function quotaPerMinute(error: GoogleApiError, project: string): Explanation {
	const { retryDelayMs } = error;
	const pause = retryDelayMs === undefined ? 'a minute' : `${Math.ceil(retryDelayMs / 1000)} seconds`;
	return {
		message: `Too many requests at once${inProject(project)}`,
		description: `Google asks to wait ${pause}. Send fewer items at a time, or raise the quota: ${cloudConsole}/iam-admin/quotas${projectQuery(project)}`,
		failure: { cause: 'rate-limited', ...waiting(error) },
	};
}

function waiting({ retryDelayMs }: GoogleApiError): { retryAfterMs?: number } {
	return retryDelayMs === undefined ? {} : { retryAfterMs: retryDelayMs };
}

/** Google tells a base model that it does not have, or does not let be tuned, apart by its message alone. */
function isAboutTunability({ message }: GoogleApiError): boolean {
	return /(^|\s)models\/\S+ is not (found|supported)|does not support tuning|not tunable|cannot be tuned/i.test(
		message,
	);
}

function violations(error: GoogleApiError): string {
	const fields = error.detail('BadRequest')?.fieldViolations ?? [];
	const lines = fields.map(({ field, description }) => [field, description].filter(Boolean).join(': '));
	return lines.length > 0
		? `Correct the following. ${lines.join('; ')}`
		: 'Correct the value that Google names.';
}

/** `projects/764086051850` is gcloud's own: Google falls back to it for a user who named no project. */
function isGcloudProject(error: GoogleApiError): boolean {
	return consumer(error) === '764086051850';
}

/** ID or number of the project that Google charged the call to. */
function consumer(error: GoogleApiError): string {
	return error.detail('ErrorInfo')?.metadata?.consumer?.replace('projects/', '') ?? '';
}

function named(project: string): string {
	return project ? `project ${project}` : 'the project';
}

function inProject(project: string): string {
	return project ? ` in project ${project}` : '';
}

function projectQuery(project: string): string {
	return project ? `?project=${encodeURIComponent(project)}` : '';
}

/**
 * Never throws: an error in here would take the place of the other items' outputs.
 *
 * @returns n8n's own errors as they are, only with the item added; others explained. Neither holds headers, tokens or keys.
 */
export function toNodeError(
	node: INode,
	error: unknown,
	place: ErrorPlace = {},
): NodeApiError | NodeOperationError {
	try {
		return explained(node, error, place);
	} catch {
		const message = error instanceof Error ? error.message : 'The operation failed without an error message';
		return new NodeOperationError(node, message, defined({ itemIndex: place.itemIndex }));
	}
}

function explained(
	node: INode,
	error: unknown,
	{ itemIndex, project = '', location = '' }: ErrorPlace,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError)
		return withPlace(error, itemIndex);
	if (error instanceof TriedInVainError)
		return withTries(explained(node, error.cause, { itemIndex, project, location }), error);
	const place = itemIndex === undefined ? {} : { itemIndex };
	if (error instanceof GoogleApiError) return apiError(node, error, explain(error, project, location), place);
	if (error instanceof ConnectionError) return noAnswer(node, error, place);
	return new NodeOperationError(node, error instanceof Error ? error : String(error), place);
}

function withPlace<E extends NodeApiError | NodeOperationError>(error: E, itemIndex: number | undefined): E {
	if (itemIndex !== undefined) error.context.itemIndex ??= itemIndex;
	if (/needs to be reconnected/.test(error.message)) error.description = expiredSignIn;
	return error;
}

function withTries<E extends NodeApiError | NodeOperationError>(
	error: E,
	{ tries, milliseconds }: TriedInVainError,
): E {
	if (tries === 1) return error;
	const seconds = Math.round(milliseconds / 1000);
	error.description = `Tried ${tries} times in ${seconds} seconds. ${error.description ?? ''}`.trim();
	return error;
}

function apiError(
	node: INode,
	error: GoogleApiError,
	{ message, description, failure }: Explanation,
	place: { itemIndex?: number },
): NodeApiError {
	const said = error.status.message ? ` Google said: ${error.status.message}` : '';
	const nodeError = new NodeApiError(
		node,
		{ message: error.message },
		{
			...place,
			message,
			description: `${description}${said}`,
			httpCode: String(error.httpStatus),
			...(failure && { failure }),
		},
	);
	nodeError.context.data = { error: error.status };
	return nodeError;
}

function explain(error: GoogleApiError, project: string, location: string): Explanation {
	const place = project || consumer(error);
	const byItsReason = byReason.get(error.reason ?? '')?.(error, place);
	return (
		byItsReason ??
		explainCloud(error, { project: place, location }) ??
		byHttpStatus[error.httpStatus]?.(error, place) ?? {
			message: `Google answered with HTTP status ${error.httpStatus}`,
			description:
				error.httpStatus >= 500 ? 'Try again in a few minutes.' : 'Check the settings of the node.',
		}
	);
}

function noAnswer(node: INode, error: ConnectionError, place: { itemIndex?: number }): NodeApiError {
	return new NodeApiError(
		node,
		{ message: error.message },
		{
			...place,
			message: 'No whole answer came from Google',
			description: `${error.message}. Whether Google carried the request out is not known. Check the network and the proxy of n8n, and the API Endpoint of the credential if one is set.`,
		},
	);
}
