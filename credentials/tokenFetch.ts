/** Sends google-auth-library's requests to token hosts and metadata servers through n8n's helper, so n8n's proxy settings apply. */
import type { IHttpRequestHelper, IHttpRequestMethods, IN8nHttpFullResponse } from 'n8n-workflow';
import { refusal } from '../nodes/shared/google/http/readResponse';
import { ConnectionError, GoogleApiError } from '../nodes/shared/google/http/googleErrors';
import { redacted } from '../nodes/shared/google/http/redact';
import { readPieces, textOf } from '../nodes/shared/runtime/responseBody';
import { withTimeLimit } from '../nodes/shared/runtime/timeLimit';

/** For one exchange, until its response is complete. */
const timeoutMs = 30_000;

const methods: readonly IHttpRequestMethods[] = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];

/**
 * `fetch` through n8n's helper. Method, headers and body stay unchanged: AWS issues session tokens by PUT, for example.
 *
 * @param route returns the address for a request
 * @returns a function that throws ConnectionError when no complete response arrives within 30 seconds, and GoogleApiError for
 * 429 and statuses of 500 or above; both name the host
 */
export function fetchThrough(
	helpers: IHttpRequestHelper['helpers'],
	route: (url: URL) => string,
): typeof fetch {
	return async (input, init) => {
		const url = route(new URL(input instanceof Request ? input.url : input));
		const { host } = new URL(url);
		const method = methods.find((known) => known === (init?.method ?? 'GET').toUpperCase());
		if (!method) throw new ConnectionError(`The sign-in at ${host} uses an unknown HTTP method`);
		const late = () =>
			new ConnectionError(
				`The token host ${host} sent no complete response within ${timeoutMs / 1000} seconds`,
			);
		const { status, text, contentType } = await withTimeLimit(
			{ milliseconds: timeoutMs, cancelled: undefined, late },
			async ({ signal, stop }) => {
				const answer: IN8nHttpFullResponse = await helpers.httpRequest({
					url,
					method,
					headers: Object.fromEntries(new Headers(init?.headers)),
					...(init?.body && { body: String(init.body) }),
					encoding: 'stream',
					returnFullResponse: true,
					ignoreHttpStatusErrors: true,
					disableFollowRedirect: true,
					timeout: timeoutMs,
					abortSignal: signal,
				});
				const { statusCode, headers, body } = answer;
				const reading = { stop, wait: async <T>(piece: Promise<T>) => await piece };
				return {
					status: statusCode,
					text: await textOf(readPieces({ host, statusCode, headers, body }, reading)),
					contentType: String(headers['content-type'] ?? 'application/json'),
				};
			},
		).catch((error: unknown) => {
			throw error instanceof ConnectionError ? error : noAnswer(host, error);
		});
		if (status === 429 || status >= 500) throw outOfOrder(host, status, text);
		// A Response with these statuses can't have a body.
		return new Response(status === 204 || status === 304 ? null : text, {
			status,
			headers: { 'content-type': contentType },
		});
	};
}

function noAnswer(host: string, error: unknown): ConnectionError {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	return new ConnectionError(
		`No complete response arrived from the token host ${host}${typeof code === 'string' ? ` (${code})` : ''}`,
	);
}

function outOfOrder(host: string, status: number, text: string): GoogleApiError {
	const { status: said } = refusal(status, redacted(text));
	const message = `The token host ${host} returned HTTP status ${status}${said.message ? `: ${said.message}` : ''}`;
	return new GoogleApiError(status, { ...said, message });
}
