/**
 * Access tokens for the Gemini Tuning Google Auth API credential. The only file that uses google-auth-library, which is
 * loaded when the first token is fetched, and the only one that reads an environment variable:
 *
 * `N8N_GEMINI_TUNING_ADC_ENABLED` is the operator's consent to Application Default Credentials, which hand the identity of
 * the machine to everyone who may make a credential. A comma-separated list: `true` allows them against Google; an origin,
 * such as `https://google-proxy.example.com`, allows them against Google and against an API Endpoint of that origin.
 * Unset, they are refused. google-auth-library then looks for them in its usual order: the file that
 * GOOGLE_APPLICATION_CREDENTIALS names, gcloud's own file, the metadata server of Google Cloud.
 */
import { createHash } from 'node:crypto';
import type {
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { refusal } from '../nodes/shared/backend/answer';
import { ConfigurationError, ConnectionError, GoogleApiError } from '../nodes/shared/backend/errors';
import { assertTrusted, parseEndpoint } from '../nodes/shared/backend/origins';
import { scopes } from './projectFields';
import { readServiceAccountKey } from './serviceAccountKey';

const operatorsVariable = 'N8N_GEMINI_TUNING_ADC_ENABLED';
const timeoutMs = 30_000;

type Helpers = IHttpRequestHelper['helpers'];

/** What n8n keeps in the credential until Google answers 401. */
export interface IssuedToken {
	accessToken: string;
	/** Tells whether the credential was edited since; cannot be made without knowing the token. */
	issuedFor: string;
	/** The project that an ADC file names for quota; empty elsewhere. */
	quotaProjectId: string;
}

type Token = Omit<IssuedToken, 'issuedFor'>;

/** Makes n8n fetch a new token, as if Google had refused the old one. */
class OutdatedTokenError extends Error {
	readonly response = { status: 401 };
}

/** Under way, by who they are for. */
const fetching = new Map<string, Promise<IssuedToken>>();

/**
 * Many requests that begin at once without a token wait for the same one.
 *
 * @throws ConfigurationError for a key that is none, or an identity that may not be used
 * @throws ConnectionError or GoogleApiError when Google's token service does not answer, or is out of order
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
	const endpoint = parseEndpoint(credential.apiEndpoint);
	const token = isApplicationDefault(credential)
		? await tokenOfHost(helpers, endpoint)
		: await tokenOfServiceAccount(helpers, credential, endpoint);
	return { ...token, issuedFor: fingerprint({ ...credential, ...token }) };
}

/**
 * Adds the token and the project to a request.
 *
 * @throws ConfigurationError for an address that no token may be sent to
 */
export function sign(
	credential: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): IHttpRequestOptions {
	const endpoint = parseEndpoint(credential.apiEndpoint);
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
 * A token is good for the identity it was issued to and for the address it may be sent to. Who edits a credential cannot
 * read the token in it, so the host's token cannot be passed off as one for another address.
 */
function fingerprint(credential: ICredentialDataDecryptedObject): string {
	const { method, privateKeyJson, apiEndpoint, accessToken } = credential;
	const identity = isApplicationDefault(credential) ? '' : privateKeyJson;
	return createHash('sha256')
		.update(JSON.stringify([method, identity, apiEndpoint, accessToken]))
		.digest('base64url');
}

function assertHostIdentityAllowed(endpoint: string): void {
	const entries = (process.env[operatorsVariable] ?? '').split(',').map((entry) => entry.trim());
	const origins = entries.flatMap((entry) =>
		/^https?:/.test(entry) && URL.canParse(entry) ? [new URL(entry).origin] : [],
	);
	if (!entries.includes('true') && origins.length === 0) {
		throw new ConfigurationError(
			'Application Default Credentials are switched off on this n8n',
			`They act as the machine n8n runs on, so its operator has to allow them by starting n8n with ${operatorsVariable}=true. A service account key works without.`,
		);
	}
	if (endpoint === '' || origins.includes(new URL(endpoint).origin)) return;
	throw new ConfigurationError(
		'Application Default Credentials may not be sent to the API Endpoint of this credential',
		`The operator of n8n has to name its origin: ${operatorsVariable}=true,${new URL(endpoint).origin}. Or leave the API Endpoint empty.`,
	);
}

async function tokenOfServiceAccount(
	helpers: Helpers,
	{ privateKeyJson }: ICredentialDataDecryptedObject,
	endpoint: string,
): Promise<Token> {
	const { email, privateKey, tokenUrl, audience } = readServiceAccountKey(privateKeyJson, endpoint);
	const { JWT } = await import('google-auth-library');
	const client = new JWT({
		email,
		key: privateKey,
		scopes,
		additionalClaims: { aud: audience },
		transporterOptions: { fetchImplementation: fetchThrough(helpers, () => tokenUrl) },
	});
	const { access_token: token } = await client.authorize().catch((error: unknown) => {
		throw explained(error, 'Google did not accept the service account key');
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
		// Without one, the library runs gcloud to find out.
		projectId: 'unknown',
		clientOptions: { transporterOptions: { fetchImplementation: fetchThrough(helpers, route) } },
	});
	return await auth
		.getClient()
		.then(async (client) => ({
			accessToken: issued((await client.getAccessToken()).token),
			quotaProjectId: client.quotaProjectId ?? '',
		}))
		.catch((error: unknown) => {
			throw explained(error, 'The machine n8n runs on has no Google identity that can be used');
		});
}

function issued(token: string | null | undefined): string {
	if (token) return token;
	throw new ConfigurationError(
		'The token service answered without a token',
		'Check the token_uri of the key and the API Endpoint of the credential.',
	);
}

/** `fetch` over n8n's helper, so that n8n's proxy settings and restrictions hold. */
function fetchThrough(helpers: Helpers, route: (url: URL) => string): typeof fetch {
	return async (input, init) => {
		const url = route(new URL(input instanceof Request ? input.url : input));
		const answer: IN8nHttpFullResponse = await helpers
			.httpRequest({
				url,
				method: init?.method === 'POST' ? 'POST' : 'GET',
				headers: Object.fromEntries(new Headers(init?.headers)),
				...(init?.body && { body: String(init.body) }),
				encoding: 'text',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
				timeout: timeoutMs,
			})
			.catch(() => {
				throw new ConnectionError(`No answer came from ${new URL(url).host}`);
			});
		const { statusCode, body } = answer;
		if (statusCode === 429 || statusCode >= 500) throw refusal(statusCode, String(body));
		return new Response(String(body), {
			status: statusCode,
			headers: { 'content-type': 'application/json' },
		});
	};
}

/** Nothing of the library's own error is kept: it holds the signed request, or lines of the operator's files. */
function explained(error: unknown, message: string): Error {
	const { cause, response } = fieldsOf(error);
	if (error instanceof ConfigurationError) return error;
	if (cause instanceof ConnectionError || cause instanceof GoogleApiError) return cause;
	const { error: code, error_description: details } = fieldsOf(fieldsOf(response).data);
	const said = [code, details].filter((part) => typeof part === 'string').join(': ');
	return new ConfigurationError(
		message,
		said
			? `Check that the account exists, that its key was not deleted and that the clock of n8n's machine is right. Google said: ${said}`
			: 'The operator has to attach a service account to the machine, or name the file of one in GOOGLE_APPLICATION_CREDENTIALS.',
	);
}

function fieldsOf(value: unknown): Record<string, unknown> {
	if (typeof value !== 'object' || value === null) return {};
	return { ...value, cause: value instanceof Error ? value.cause : undefined };
}
