/**
 * Access tokens for the Gemini Tuning Google Auth API credential. Only this file uses google-auth-library, which it loads for the
 * first token, and only this file reads environment variables:
 *
 * `N8N_GEMINI_TUNING_ENDPOINTS` lists the allowed origins of an API Endpoint, separated by commas, for all credential types. `none`
 * forbids all. A listed endpoint also replaces Google's sign-in. If the variable isn't set, any endpoint is allowed, but only one on this
 * machine (loopback) replaces Google's sign-in: otherwise anyone who can edit the credential could receive a signed assertion.
 *
 * `N8N_GEMINI_TUNING_ADC_ENABLED` allows Application Default Credentials, which give the machine's identity to everyone who can create
 * a credential. A comma-separated list: `true` allows them with Google; an origin, such as `https://google-proxy.example.com`, allows
 * them with Google and with an API Endpoint of that origin. If the variable isn't set, they are off. google-auth-library finds them in
 * its default order: the file in GOOGLE_APPLICATION_CREDENTIALS, gcloud's own file, Google Cloud's metadata server.
 */
import { createHash } from 'node:crypto';
import type { ICredentialDataDecryptedObject, IHttpRequestHelper, IHttpRequestOptions } from 'n8n-workflow';
import { fieldsOf } from '../nodes/shared/domain/guards';
import {
	ConfigurationError,
	ConnectionError,
	GoogleApiError,
} from '../nodes/shared/google/http/googleErrors';
import { assertTrusted, isLoopback, parseEndpoint } from '../nodes/shared/google/http/origins';
import { redacted, secretForms } from '../nodes/shared/google/http/redact';
import { noProject, scopes } from './projectFields';
import { readServiceAccountKey } from './serviceAccountKey';
import { fetchThrough } from './tokenFetch';

const operatorsVariable = 'N8N_GEMINI_TUNING_ADC_ENABLED';
const endpointsVariable = 'N8N_GEMINI_TUNING_ENDPOINTS';

type Helpers = IHttpRequestHelper['helpers'];

/** Stored by n8n in the credential until Google returns 401. */
export interface IssuedToken {
	accessToken: string;
	/** A hash that shows whether the credential was edited afterwards. Computing it requires the token. */
	issuedFor: string;
	/** The quota project of an ADC file; otherwise empty. */
	quotaProjectId: string;
}

type Token = Omit<IssuedToken, 'issuedFor'>;

/** Makes n8n fetch a new token, as if Google had rejected the old one. */
class OutdatedTokenError extends Error {
	readonly response = { status: 401 };
}

/** In flight, by the fingerprint of the credential. */
const fetching = new Map<string, Promise<IssuedToken>>();

/**
 * Fetches a token. Concurrent requests without a token wait for the same one.
 *
 * @throws ConfigurationError for a damaged key, or an endpoint or identity that isn't allowed
 * @throws ConnectionError or GoogleApiError when the token host doesn't respond, or fails
 */
export async function fetchToken(
	helpers: Helpers,
	credential: ICredentialDataDecryptedObject,
): Promise<IssuedToken> {
	const owner = fingerprint({ ...credential, accessToken: '' });
	const token = fetching.get(owner) ?? fetchNewToken(helpers, credential);
	fetching.set(owner, token);
	return await token.finally(() => fetching.delete(owner));
}

async function fetchNewToken(
	helpers: Helpers,
	credential: ICredentialDataDecryptedObject,
): Promise<IssuedToken> {
	const endpoint = allowedEndpoint(credential.apiEndpoint);
	const token = isApplicationDefault(credential)
		? await tokenOfHost(helpers, endpoint)
		: await tokenOfServiceAccount(helpers, credential, endpoint);
	return { ...token, issuedFor: fingerprint({ ...credential, ...token }) };
}

/**
 * Adds the token and the project to a request.
 *
 * @throws ConfigurationError for an address that must not receive a token
 */
export function sign(
	credential: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): IHttpRequestOptions {
	const endpoint = allowedEndpoint(credential.apiEndpoint);
	if (request.url === noProject.url) throw new ConfigurationError(noProject.message, noProject.description);
	assertTrusted(
		URL.canParse(request.url, request.baseURL) ? new URL(request.url, request.baseURL).href : '',
		endpoint,
	);
	if (isApplicationDefault(credential)) assertHostIdentityAllowed(endpoint);
	if (credential.issuedFor !== fingerprint(credential)) throw new OutdatedTokenError();
	const project = [credential.projectId, credential.quotaProjectId]
		.map((id) => String(id ?? '').trim())
		.find(Boolean);
	const headers = {
		...request.headers,
		...(project && { 'x-goog-user-project': project }),
		authorization: `Bearer ${String(credential.accessToken)}`,
	};
	return { ...request, headers, disableFollowRedirect: true };
}

function isApplicationDefault({ method }: ICredentialDataDecryptedObject): boolean {
	return method === 'applicationDefault';
}

/**
 * Binds a token to its identity and its address. A user who edits the credential can't read the token, and so can't use the machine's
 * token at another address.
 */
function fingerprint(credential: ICredentialDataDecryptedObject): string {
	const { method, privateKeyJson, apiEndpoint, accessToken } = credential;
	const identity = isApplicationDefault(credential) ? '' : privateKeyJson;
	return createHash('sha256')
		.update(JSON.stringify([method, identity, apiEndpoint, accessToken]))
		.digest('base64url');
}

/** Reads an operator's list: its entries, and the origins among them. */
function operatorsList(variable: string): { entries: string[]; origins: string[] } {
	const entries = (process.env[variable] ?? '')
		.split(',')
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
	const origins = entries.flatMap((entry) =>
		/^https?:/i.test(entry) && URL.canParse(entry) ? [new URL(entry).origin] : [],
	);
	return { entries, origins };
}

/**
 * The credential's API Endpoint, if the operator allows it.
 *
 * @returns the address without a trailing slash; an empty string for Google itself
 * @throws ConfigurationError for an invalid endpoint, or one that isn't allowed
 */
export function allowedEndpoint(apiEndpoint: unknown): string {
	const endpoint = parseEndpoint(apiEndpoint);
	const { entries, origins } = operatorsList(endpointsVariable);
	if (endpoint === '' || entries.length === 0 || origins.includes(new URL(endpoint).origin)) return endpoint;
	throw new ConfigurationError(
		"This n8n doesn't allow the API Endpoint of the credential",
		`Its operator lists the allowed endpoints in ${endpointsVariable}. Ask for ${new URL(endpoint).origin} to be added, or leave the API Endpoint empty to call Google.`,
	);
}

/** The endpoint if it can replace Google's sign-in; otherwise an empty string, for Google itself. */
function signInEndpoint(endpoint: string): string {
	if (endpoint === '') return '';
	const { entries } = operatorsList(endpointsVariable);
	// `allowedEndpoint` has checked it against the list.
	return entries.length > 0 || isLoopback(endpoint) ? endpoint : '';
}

function assertHostIdentityAllowed(endpoint: string): void {
	const { entries, origins } = operatorsList(operatorsVariable);
	if (!entries.includes('true') && origins.length === 0) {
		throw new ConfigurationError(
			'Application Default Credentials are switched off on this n8n',
			`They use the identity of n8n's machine, so its operator has to start n8n with ${operatorsVariable}=true. A service account key doesn't need this.`,
		);
	}
	if (endpoint === '' || origins.includes(new URL(endpoint).origin)) return;
	throw new ConfigurationError(
		"Application Default Credentials aren't allowed with the API Endpoint of this credential",
		`The operator of n8n has to add its origin: ${operatorsVariable}=true,${new URL(endpoint).origin}. Or leave the API Endpoint empty.`,
	);
}

async function tokenOfServiceAccount(
	helpers: Helpers,
	{ privateKeyJson }: ICredentialDataDecryptedObject,
	endpoint: string,
): Promise<Token> {
	const { email, privateKey, tokenUrl, audience } = readServiceAccountKey(
		privateKeyJson,
		signInEndpoint(endpoint),
	);
	const { JWT } = await import('google-auth-library');
	const client = new JWT({
		email,
		key: privateKey,
		scopes,
		additionalClaims: { aud: audience },
		transporterOptions: { fetchImplementation: fetchThrough(helpers, () => tokenUrl) },
	});
	const { access_token: token } = await client.authorize().catch((error: unknown) => {
		throw explained(error, "Google didn't accept the service account key", [privateKeyJson, privateKey]);
	});
	return { accessToken: issued(token), quotaProjectId: '' };
}

async function tokenOfHost(helpers: Helpers, endpoint: string): Promise<Token> {
	assertHostIdentityAllowed(endpoint);
	const { GoogleAuth } = await import('google-auth-library');
	const route = ({ protocol, host, href }: URL) =>
		endpoint !== '' && host.endsWith('.googleapis.com')
			? href.replace(`${protocol}//`, `${endpoint}/`)
			: href;
	const auth = new GoogleAuth({
		scopes,
		// Without one, the library runs gcloud.
		projectId: 'unknown',
		clientOptions: { transporterOptions: { fetchImplementation: fetchThrough(helpers, route) } },
	});
	return await auth
		.getClient()
		.then(async (client) => {
			shareTransporter(client, client.transporter);
			return {
				accessToken: issued((await client.getAccessToken()).token),
				quotaProjectId: client.quotaProjectId ?? '',
			};
		})
		.catch((error: unknown) => {
			throw explained(error, "n8n's machine has no usable Google identity");
		});
}

/** Parts of a client that send their own requests: the exchange of an external identity, the source of an impersonation. */
const partsWithTransporter = [
	'externalAccountAuthorizedUserHandler',
	'sourceClient',
	'stsCredential',
	'supplierContext',
];

/**
 * google-auth-library creates these parts without `clientOptions`, so their requests would bypass n8n's proxy settings. The fields are
 * protected, and no public option sets them, hence Reflect. test/credentials/externalAccount.test.ts covers them.
 */
function shareTransporter(client: object, transporter: unknown): void {
	for (const name of partsWithTransporter) {
		const part: unknown = Reflect.get(client, name);
		if (typeof part !== 'object' || part === null) continue;
		Reflect.set(part, 'transporter', transporter);
		shareTransporter(part, transporter);
	}
}

function issued(token: string | null | undefined): string {
	if (token) return token;
	throw new ConfigurationError(
		'The token service returned no token',
		'Check the token_uri of the key and the API Endpoint of the credential.',
	);
}

/** Drops the library's own error, which contains the signed request or lines of the operator's files. */
function explained(error: unknown, message: string, secrets: unknown[] = []): Error {
	const { cause, response } = fieldsOf(error);
	if (error instanceof ConfigurationError) return error;
	if (cause instanceof ConnectionError || cause instanceof GoogleApiError) return cause;
	const { error: code, error_description: details } = fieldsOf(fieldsOf(response).data);
	const said = redacted(
		[code, details].filter((part) => typeof part === 'string').join(': '),
		secretForms(secrets),
	);
	return new ConfigurationError(
		message,
		said
			? `Check that the account and its key exist, and that the clock of n8n's machine is right. ${tokenHostOf(error)} returned: ${said}`
			: 'The operator has to attach a service account to the machine, or set GOOGLE_APPLICATION_CREDENTIALS to the path of a credential file.',
	);
}

function tokenHostOf(error: unknown): string {
	const { url } = fieldsOf(fieldsOf(error).config);
	const address = url instanceof URL ? url.href : url;
	return typeof address === 'string' && URL.canParse(address) ? new URL(address).host : 'Google';
}
