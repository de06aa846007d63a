import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import { readAnswer, refusal } from '../backend/answer';
import { ConfigurationError, ConnectionError, GoogleApiError } from '../backend/errors';
import type { HttpClient, RawHttp, RawRequest } from '../backend/http';
import { assertTrusted } from '../backend/origins';
import { defined } from '../domain/defined';
import type { CredentialTypeName } from './authentication';
import type { N8nContext } from './context';
import { throwIfCancelled } from './sleep';

/** For each request that sets none. */
export const defaultTimeoutMs = 120_000;

export interface TransportOptions {
	context: N8nContext;
	credentialType: CredentialTypeName;
	/** The credential's API Endpoint, as `parseEndpoint` answers it. */
	endpoint: string;
	/** Pays for the calls; empty to leave that to Google. */
	project: string;
}

/**
 * Sends requests through n8n: with its proxies, the node's credential, and the renewal of an expired token. n8n stops a
 * request when the execution is stopped. Only a 401 is thrown, as a GoogleApiError, since n8n renews the token by it.
 *
 * @throws NodeApiError of n8n when the credential cannot be used any more
 * @throws ConfigurationError for an address that is neither Google nor the endpoint; nothing is sent there
 */
export function createRawTransport(options: TransportOptions): RawHttp {
	return async (request) => {
		// As text, so that a body that broke off can be told from a whole one.
		const { statusCode, headers, body } = await sendThroughN8n(options, request, 'text');
		const pairs = Object.entries(headers).map(([name, value]) => [name, String(value)]);
		return { status: statusCode, headers: Object.fromEntries(pairs), text: String(body ?? '') };
	};
}

/**
 * Sends one request through n8n, whatever its answer's status; only a 401 is thrown.
 *
 * @param encoding how the answer's body comes
 */
export async function sendThroughN8n(
	{ context, credentialType, endpoint, project }: TransportOptions,
	request: RawRequest,
	encoding: 'text' | 'stream',
): Promise<IN8nHttpFullResponse> {
	assertTrusted(request.url, endpoint);
	throwIfCancelled(context);
	const options = { ...toOptions(request, project), encoding };
	return await context.helpers.httpRequestWithAuthentication
		.call(context, credentialType, options)
		.catch((error: unknown) => {
			throwIfCancelled(context);
			throw translated(error, request.url, new URL(request.url).host);
		});
}

/** What sends and answers JSON, made of what sends and answers bytes. */
export function createTransport(raw: RawHttp): HttpClient {
	return async ({ method, url, query, body, timeoutMs }, reader) => {
		const { status, headers, text } = await raw({
			method,
			url,
			...defined({ query, timeoutMs }),
			headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
			...(body && { body: Buffer.from(JSON.stringify(body)) }),
		});
		const answer = { httpStatus: status, body: text, retryAfter: headers['retry-after'] };
		return readAnswer(new URL(url).host, answer, reader);
	};
}

function toOptions(
	{ method, url, query, headers, body, timeoutMs }: RawRequest,
	project: string,
): IHttpRequestOptions {
	return {
		method,
		url,
		qs: { ...query },
		arrayFormat: 'repeat',
		headers: {
			// Without one, n8n would call bytes a form's.
			...(body && { 'content-type': 'application/octet-stream' }),
			...headers,
			// n8n does not call `authenticate` for OAuth2 credentials, so the header cannot come from there.
			...(project && { 'x-goog-user-project': project }),
		},
		// Any other view of bytes would be sent with all of the memory that it looks at.
		...(body && { body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) }),
		returnFullResponse: true,
		// n8n renews the token when a 401 is thrown.
		ignoreHttpStatusErrors: { ignore: true, except: [401] },
		disableFollowRedirect: true,
		timeout: timeoutMs ?? defaultTimeoutMs,
	};
}

/**
 * What lies behind an error of n8n's helper. The helper's own error holds the whole request, token and all, so nothing of
 * it is kept, except where n8n says that the credential does not work.
 */
function translated(error: unknown, url: string, host: string): Error {
	const cause = error instanceof NodeApiError && error.cause instanceof Error ? error.cause : error;
	if (isOwn(cause)) return cause;
	const { config, response, code, status } = fieldsOf(cause);
	if (fieldsOf(config).url === url && fieldsOf(response).status === 401)
		return refusal(401, text(fieldsOf(response).data) ?? '');
	if (config !== undefined || status !== undefined || !(error instanceof Error)) return noAnswer(host, code);
	return error;
}

/** Thrown by the hooks of the credential type. */
function isOwn(error: unknown): error is Error {
	return [ConfigurationError, ConnectionError, GoogleApiError].some((type) => error instanceof type);
}

/** For an answer that did not come, or not as a whole. */
export function noAnswer(host: string, code: unknown): ConnectionError {
	return new ConnectionError(
		`No whole answer came from ${host}${typeof code === 'string' ? ` (${code})` : ''}`,
	);
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

function fieldsOf(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null ? { ...value } : {};
}
