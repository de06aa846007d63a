import type { ICredentialDataDecryptedObject, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import { readAnswer, refusal } from '../google/http/readResponse';
import { ConfigurationError, ConnectionError, GoogleApiError } from '../google/http/googleErrors';
import type { HttpClient, RawHttp, RawRequest } from '../google/http/httpClient';
import type { GoogleHost } from '../google/http/origins';
import { assertTrusted } from '../google/http/origins';
import { redacted, secretForms, withoutKnown } from '../google/http/redact';
import { defined } from '../domain/defined';
import { fieldsOf } from '../domain/guards';
import type { CredentialTypeName } from './authentication';
import type { N8nContext } from './context';
import { readPieces, textOf } from './responseBody';
import { cancelSignal, throwIfCancelled } from './sleep';
import { withCancelSignal } from './stoppable';
import { withTimeLimit } from './timeLimit';

/** For each request that sets none. */
export const defaultTimeoutMs = 120_000;

/** Google's own token host, where n8n renews OAuth2 tokens. */
const signInHost: GoogleHost = 'oauth2.googleapis.com';

export interface TransportOptions {
	context: N8nContext;
	credentialType: CredentialTypeName;
	/** The credential's API Endpoint, as `parseEndpoint` returns it. */
	endpoint: string;
	/** Pays for the calls; empty to leave that to Google. */
	project: string;
}

/**
 * Sends requests through n8n: with its proxies, the node's credential, and the renewal of an expired token. The request's
 * timeout (120 s by default) limits the whole exchange, including sign-in. Bodies are limited to 64 MiB, and secrets of the
 * credential are removed from them. A 401 is thrown as a GoogleApiError because n8n renews the token by it.
 *
 * @throws NodeApiError of n8n when the credential can't be used anymore
 * @throws ConnectionError when no complete response arrives in time
 * @throws ConfigurationError for an address that is neither Google nor the endpoint; nothing is sent there
 */
export function createRawTransport(options: TransportOptions): RawHttp {
	return async (request) => {
		const { context } = options;
		return await withTimeLimit(
			{
				milliseconds: request.timeoutMs ?? defaultTimeoutMs,
				cancelled: cancelSignal(context),
				late: () => tookTooLong(request),
			},
			async ({ signal, stop }) => {
				const stoppableOptions = { ...options, context: withCancelSignal(context, signal) };
				const response = await sendThroughN8n(stoppableOptions, request);
				const text = await textOf(
					readPieces(response, {
						stop,
						wait: async (piece) => await piece.catch(brokenOff(context, response.host)),
					}),
				);
				return {
					status: response.statusCode,
					headers: response.headers,
					text: await withoutSecrets(options, response.statusCode, text),
				};
			},
		).catch((error: unknown) => {
			throwIfCancelled(context);
			throw error;
		});
	};
}

/** A response whose body has yet to be read. */
export interface OpenResponse {
	host: string;
	statusCode: number;
	/** By lower-case name. */
	headers: Record<string, string>;
	/** A stream. */
	body: unknown;
}

/**
 * Sends one request through n8n and returns the response whatever its status. Only a 401 is thrown.
 *
 * n8n renews a token when it sees an error with status 401. Versions before 2.10 take `{ ignore, except }` for `true`, so the
 * 401 comes back as a response: the request, which Google didn't carry out, is then sent again with all errors thrown.
 */
export async function sendThroughN8n(options: TransportOptions, request: RawRequest): Promise<OpenResponse> {
	const { context, endpoint } = options;
	assertTrusted(request.url, endpoint);
	throwIfCancelled(context);
	const response = await sendOnce(options, request, { ignore: true, except: [401] });
	if (response.statusCode !== 401) return response;
	endUnread(response.body);
	return await sendOnce(options, request, false);
}

async function sendOnce(
	options: TransportOptions,
	request: RawRequest,
	ignoreHttpStatusErrors: NonNullable<IHttpRequestOptions['ignoreHttpStatusErrors']>,
): Promise<OpenResponse> {
	const { context, credentialType, project } = options;
	const { host } = new URL(request.url);
	try {
		const response: IN8nHttpFullResponse = await context.helpers.httpRequestWithAuthentication.call(
			context,
			credentialType,
			{ ...toOptions(request, project), ignoreHttpStatusErrors },
		);
		return toOpenResponse(host, response.statusCode, response.headers, response.body);
	} catch (error) {
		throwIfCancelled(context);
		const refused =
			responseOf(error, request.url) ?? (ignoreHttpStatusErrors ? undefined : bareResponse(error, host));
		if (refused && refused.statusCode !== 401) return refused;
		if (refused) throw refusal(401, await refusalText(options, refused));
		throw await translated(options, error, request.url);
	}
}

function toOpenResponse(host: string, statusCode: number, headers: object, body: unknown): OpenResponse {
	const pairs = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
	return { host, statusCode, headers: Object.fromEntries(pairs), body };
}

/** What sends and answers JSON, made of what sends and answers bytes. */
export function createTransport(raw: RawHttp): HttpClient {
	return async ({ method, url, query, body, timeoutMs, timeoutField }, reader) => {
		const { status, headers, text } = await raw({
			method,
			url,
			...defined({ query, timeoutMs, timeoutField }),
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
		disableFollowRedirect: true,
		timeout: timeoutMs ?? defaultTimeoutMs,
		// As a stream, so that the body has a size limit.
		encoding: 'stream',
	};
}

/** The response that n8n threw because of its status; undefined for errors of other kinds, and of the token host. */
function responseOf(error: unknown, url: string): OpenResponse | undefined {
	const { config, response } = fieldsOf(causeOf(error));
	const { status, headers, data } = fieldsOf(response);
	if (fieldsOf(config).url !== url || typeof status !== 'number') return undefined;
	return toOpenResponse(new URL(url).host, status, fieldsOf(headers), data);
}

/** What is left of such a response in versions of n8n before 2.34: its status. */
function bareResponse(error: unknown, host: string): OpenResponse | undefined {
	const { httpCode } = fieldsOf(causeOf(error));
	const isStatus = typeof httpCode === 'string' && /^[45]\d\d$/.test(httpCode);
	return isStatus ? { host, statusCode: Number(httpCode), headers: {}, body: noPieces() } : undefined;
}

async function* noPieces(): AsyncGenerator<Uint8Array> {}

/** n8n wraps the HTTP client's error; versions before 2.34 lose it. */
function causeOf(error: unknown): unknown {
	return error instanceof NodeApiError && error.cause instanceof Error ? error.cause : error;
}

async function refusalText(options: TransportOptions, response: OpenResponse): Promise<string> {
	const reading = { stop: () => endUnread(response.body), wait: async <T>(piece: Promise<T>) => await piece };
	const text = await textOf(readPieces(response, reading)).catch(() => '');
	return await withoutSecrets(options, response.statusCode, text);
}

/**
 * The reason behind an error of n8n's helper. The helper's own error contains the whole request with its token, so it is
 * dropped. The exception is n8n's report that the credential can't be used.
 */
async function translated(options: TransportOptions, error: unknown, url: string): Promise<Error> {
	const cause = causeOf(error);
	if (isOwn(cause)) return cause;
	const { host } = new URL(url);
	const { config, code, status, httpCode } = fieldsOf(cause);
	const lost = typeof httpCode === 'string' ? httpCode : '';
	if (lost === '401') return refusal(401, '');
	if (/^(E[A-Z_]+|3\d\d)$/.test(lost)) return noAnswer(host, lost);
	const target = fieldsOf(config).url;
	// Nothing but the renewal of the token asks another address, or throws a status other than 401.
	if (target !== url && (typeof target === 'string' || status !== undefined || /^\d{3}$/.test(lost)))
		return notRenewed(await tokenHost(options, target), code ?? status ?? lost);
	if (config !== undefined || status !== undefined || !(error instanceof Error)) return noAnswer(host, code);
	return error;
}

/** Thrown by the hooks of the credential type. */
function isOwn(error: unknown): error is Error {
	return [ConfigurationError, ConnectionError, GoogleApiError].some((type) => error instanceof type);
}

/** Where n8n renews the token of an OAuth2 credential: the hidden field that n8n pins to the credential type's value. */
async function tokenHost({ context, credentialType }: TransportOptions, target: unknown): Promise<string> {
	const { accessTokenUrl } = await readCredential(context, credentialType);
	const address = [target, accessTokenUrl].find((url) => typeof url === 'string' && URL.canParse(url));
	return typeof address === 'string' ? new URL(address).host : signInHost;
}

async function readCredential(
	context: N8nContext,
	credentialType: CredentialTypeName,
): Promise<ICredentialDataDecryptedObject> {
	return await context.getCredentials<ICredentialDataDecryptedObject>(credentialType).catch(() => ({}));
}

/** The credential's secrets as they may come back in a response. */
export async function knownSecrets({ context, credentialType }: TransportOptions): Promise<string[]> {
	const credential = await readCredential(context, credentialType);
	const { accessToken, clientSecret, privateKeyJson, oauthTokenData } = credential;
	const { access_token, refresh_token, id_token } = fieldsOf(oauthTokenData);
	return secretForms([accessToken, clientSecret, privateKeyJson, access_token, refresh_token, id_token]);
}

/** A response's text without the credential's secrets; errors also without anything that looks like a secret. */
export async function withoutSecrets(
	options: TransportOptions,
	statusCode: number,
	text: string,
): Promise<string> {
	if (statusCode >= 400) return redacted(text, await knownSecrets(options));
	// Reading the credential takes n8n a query, which an ordinary response isn't worth.
	return /ya29\.|\bbearer\b/i.test(text) ? withoutKnown(text, await knownSecrets(options)) : text;
}

/** For `.catch`: an error of a body's stream means that the response broke off. */
export function brokenOff(context: N8nContext, host: string): (error: unknown) => never {
	return (error) => {
		throwIfCancelled(context);
		throw noAnswer(host, fieldsOf(error).code);
	};
}

/** For a response that didn't arrive, or not completely. */
function noAnswer(host: string, code: unknown): ConnectionError {
	return new ConnectionError(`No complete response arrived from ${host}${inBrackets(code)}`);
}

function notRenewed(host: string, code: unknown): ConnectionError {
	return new ConnectionError(
		`The access token couldn't be renewed: no usable response arrived from the token host ${host}${inBrackets(code)}`,
	);
}

/** For a response that takes longer than the request may. */
export function tookTooLong({
	url,
	timeoutMs = defaultTimeoutMs,
	timeoutField,
}: RawRequest): ConnectionError {
	const seconds = Math.round(timeoutMs / 100) / 10;
	const limit = `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
	const raise = timeoutField ? `. Raise '${timeoutField}' if responses need longer` : '';
	return new ConnectionError(
		`The response of ${new URL(url).host} wasn't complete within the time limit of ${limit}${raise}`,
	);
}

function inBrackets(code: unknown): string {
	return (typeof code === 'string' && code !== '') || typeof code === 'number' ? ` (${code})` : '';
}

/** Frees the connection of a response that nobody reads. */
function endUnread(body: unknown): void {
	if (typeof body !== 'object' || body === null || !('destroy' in body)) return;
	if (typeof body.destroy === 'function') Reflect.apply(body.destroy, body, []);
}
