/** Converts errors to n8n's: the message contains the failure and the project, the description the fix. */
import type { Failure, INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { ConnectionError, GoogleApiError } from '../google/http/googleErrors';
import { TriedInVainError } from '../google/throttling/tries';
import { defined } from '../domain/defined';
import type { Explanation } from './cloudErrors';
import { explainCloud } from './cloudErrors';
import { ItemError } from './itemError';

export interface ErrorPlace {
	/** The item in progress. */
	itemIndex?: number | undefined;
	/** The Google Cloud project of the credential. */
	project?: string;
	/** The location of the request; empty for the Gemini API. */
	location?: string;
}

type Explain = (error: GoogleApiError, project: string) => Explanation;

const cloudConsole = 'https://console.cloud.google.com';
const reconnect: Failure = { cause: 'credential-invalid' };
const misconfigured: Failure = { cause: 'configuration-invalid' };

const expiredSignIn =
	'Open the credential and sign in again, or check that its service account still exists. Google ends the sign-in of an OAuth app in testing after 7 days. Publish the app, or use a service account for unattended workflows.';

const wrongKindOfCredential =
	"API keys can't tune or share models. Choose a Gemini Tuning OAuth2 API or Gemini Tuning Google Auth API credential.";

const signInRejected: Explain = () => ({
	message: 'Google rejected the sign-in',
	description: expiredSignIn,
	failure: reconnect,
});

const apiKeyUsed: Explain = () => ({
	message: 'Google requires a sign-in, not an API key',
	description: wrongKindOfCredential,
	failure: reconnect,
});

/** Explanations by `reason` of google.rpc.ErrorInfo. */
const byReason = new Map<string, Explain>(
	Object.entries({
		ACCESS_TOKEN_EXPIRED: signInRejected,
		ACCESS_TOKEN_TYPE_UNSUPPORTED: signInRejected,
		ACCOUNT_STATE_INVALID: signInRejected,
		API_KEY_INVALID: apiKeyUsed,
		API_KEY_SERVICE_BLOCKED: apiKeyUsed,
		CREDENTIALS_MISSING: apiKeyUsed,
		ACCESS_TOKEN_SCOPE_INSUFFICIENT: () => ({
			message: 'The sign-in lacks a scope that tuning requires',
			description:
				'Open the credential, sign in again and keep every box checked. The app needs the scopes cloud-platform and generative-language.tuning. Create a host identity with both.',
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
			message: `The account can't use the quota of ${named(project)}`,
			description: `Grant it the role Service Usage Consumer (roles/serviceusage.serviceUsageConsumer) at ${cloudConsole}/iam-admin/iam${projectQuery(project)}, or correct 'Google Cloud Project ID' in the credential. A new role takes a few minutes to work.`,
			failure: misconfigured,
		}),
	} satisfies Record<string, Explain>),
);

/** Explanations by HTTP status, for responses without a known reason. */
const byHttpStatus: Record<number, Explain> = {
	400: (error) =>
		isAboutTunability(error)
			? notTunable
			: { message: 'Google rejected a value in the request', description: violations(error) },
	401: signInRejected,
	403: (_, project) => ({
		message: `The account has no access to this resource${inProject(project)}`,
		description:
			"A tuned model belongs to the project and account that created it. Use a credential of the owner, or ask the owner to share the model ('Permission: Add' in Gemini Tuned Model).",
	}),
	404: (error) => (isAboutTunability(error) ? notTunable : gone),
	409: () => ({
		message: 'Google already has a resource with this name',
		description: 'Choose another ID, or leave it empty to generate one.',
	}),
	429: (error, project) => (error.isDailyQuota ? dailyQuota(project) : quotaPerMinute(error, project)),
	500: () => ({ message: 'Google returned an internal error', description: 'Retry in a few minutes.' }),
	503: (error) => ({
		message: 'Google is overloaded',
		description: 'Retry in a few minutes.',
		failure: { cause: 'temporarily-unavailable', ...waiting(error) },
	}),
	504: () => ({
		message: 'Google took too long to respond',
		description: 'Retry. If it happens every time, use a shorter prompt or fewer examples.',
	}),
};

const notTunable: Explanation = {
	message: "This model can't be tuned",
	description:
		"The Gemini API has offered no model for tuning since May 2025. Choose a model with 'From List', which shows the models that this project can tune now.",
	failure: misconfigured,
};

const gone: Explanation = {
	message: "Google can't find this model",
	description:
		"It was deleted, Google retired it, or it never existed under this name. Choose another model with 'From List', which shows the models that the account can access.",
	failure: misconfigured,
};

const noProject: Explanation = {
	message: 'Google requires a project for this request',
	description: "The sign-in doesn't belong to a project. Set 'Google Cloud Project ID' in the credential.",
	failure: misconfigured,
};

function serviceDisabled(error: GoogleApiError, project: string): Explanation {
	const service = error.detail('ErrorInfo')?.metadata?.service ?? 'generativelanguage.googleapis.com';
	const place = project || consumer(error);
	return {
		message: `The API ${service} is not enabled${inProject(place)}`,
		description: `Enable it at ${cloudConsole}/apis/library/${service}${projectQuery(place)} and retry after a few minutes.`,
		failure: misconfigured,
	};
}

function dailyQuota(project: string): Explanation {
	return {
		message: `The daily quota is used up${inProject(project)}`,
		description: `The quota resets at midnight Pacific time. Wait until then, or raise the quota: ${cloudConsole}/iam-admin/quotas${projectQuery(project)}`,
		failure: { cause: 'quota-exhausted' },
	};
}

function quotaPerMinute(error: GoogleApiError, project: string): Explanation {
	const { retryDelayMs } = error;
	const pause = retryDelayMs === undefined ? 'a minute' : `${Math.ceil(retryDelayMs / 1000)} seconds`;
	return {
		message: `Google rate-limited the requests${inProject(project)}`,
		description: `Wait ${pause}. Send fewer items at once, or raise the quota: ${cloudConsole}/iam-admin/quotas${projectQuery(project)}`,
		failure: { cause: 'rate-limited', ...waiting(error) },
	};
}

function waiting({ retryDelayMs }: GoogleApiError): { retryAfterMs?: number } {
	return retryDelayMs === undefined ? {} : { retryAfterMs: retryDelayMs };
}

/** Only Google's message shows that a base model is missing or can't be tuned. */
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
		: 'Correct the value in the message.';
}

/** `projects/764086051850` is gcloud's own project, Google's default for a user without a project. */
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
 * Converts an error. Never throws, because an error in here would replace the other items' outputs.
 *
 * @returns n8n's own errors with the item added; other errors with an explanation. No headers, tokens or keys.
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
	if (error instanceof ConnectionError) return noResponse(node, error, place);
	if (error instanceof ItemError) {
		const { message, description, itemIndex: item = itemIndex } = error;
		if (item === undefined) return new NodeOperationError(node, message, { description });
		return new NodeOperationError(node, `${message} [item ${item}]`, { itemIndex: item, description });
	}
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
	error.description =
		`The node sent ${tries} requests in ${seconds} seconds. ${error.description ?? ''}`.trim();
	return error;
}

function apiError(
	node: INode,
	error: GoogleApiError,
	{ message, description, failure }: Explanation,
	place: { itemIndex?: number },
): NodeApiError {
	const quote = error.status.message ? ` Google's message: ${error.status.message}` : '';
	const nodeError = new NodeApiError(
		node,
		{ message: error.message },
		{
			...place,
			message,
			description: `${description}${quote}`,
			httpCode: String(error.httpStatus),
			...(failure && { failure }),
		},
	);
	nodeError.context.data = { error: error.status };
	return nodeError;
}

function explain(error: GoogleApiError, project: string, location: string): Explanation {
	const place = project || consumer(error);
	const known = byReason.get(error.reason ?? '')?.(error, place);
	return (
		known ??
		explainCloud(error, { project: place, location }) ??
		byHttpStatus[error.httpStatus]?.(error, place) ?? {
			message: `Google returned HTTP status ${error.httpStatus}`,
			description: error.httpStatus >= 500 ? 'Retry in a few minutes.' : 'Check the settings of the node.',
		}
	);
}

function noResponse(node: INode, error: ConnectionError, place: { itemIndex?: number }): NodeApiError {
	return new NodeApiError(
		node,
		{ message: error.message },
		{
			...place,
			message: "Google's response was incomplete or never arrived",
			description: `${error.message}. Google may have run the request. Check n8n's network and proxy, and 'API Endpoint' in the credential.`,
		},
	);
}
