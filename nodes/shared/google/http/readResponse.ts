/** Reads a response of Google's APIs. All of their JSON enters here. */
import { ConfigurationError, ConnectionError, GoogleApiError } from './googleErrors';
import { createPieceReader, longestPiece } from './streamEvents';
import type { Reader } from './shape';
import { attempt, fields, parseJson } from './shape';
import type { Status } from './status';
import { httpStatusOf, retryAfterMs, status } from './status';

export interface Answer {
	httpStatus: number;
	body: string;
	/** The `Retry-After` header: seconds, or an HTTP date. */
	retryAfter?: string | undefined;
}

/**
 * @param host of the response, for messages
 * @param reader of the response's JSON
 * @throws GoogleApiError for a status of 400 or above
 * @throws ConnectionError for an incomplete or unreadable body: the request may have had an effect
 * @throws ConfigurationError for a redirect, which is never followed: it would receive the token
 */
export function readAnswer<T>(host: string, answer: Answer, reader: Reader<T>): T {
	if (answer.httpStatus >= 300) throw errorOf(host, answer);
	const parsed = parseJson(answer.body);
	if (parsed === undefined || parsed === null)
		throw new ConnectionError(`The response of ${host} is incomplete`);
	return shaped(host, parsed, reader);
}

/** @param answer a response with a status of 300 or above */
export function errorOf(
	host: string,
	{ httpStatus, body, retryAfter }: Answer,
): GoogleApiError | ConfigurationError {
	return httpStatus >= 400 ? refusal(httpStatus, body, retryAfter) : redirected(host, httpStatus);
}

/** @param httpStatus 400 or above */
export function refusal(httpStatus: number, body: string, retryAfter = ''): GoogleApiError {
	return new GoogleApiError(httpStatus, readStatus(body), retryAfterMs(retryAfter, Date.now()));
}

const failing = fields({ error: status });

/**
 * Reads one piece of a stream: a response or an error.
 *
 * @throws GoogleApiError, ConnectionError as `readAnswer`
 */
export function readPiece<T>(host: string, json: string, reader: Reader<T>): T {
	const parsed = parseJson(json);
	if (parsed === undefined) throw new ConnectionError(`The response of ${host} is incomplete`);
	const { error } = failing(parsed) ?? {};
	if (error) throw new GoogleApiError(httpStatusOf(error), error);
	return shaped(host, parsed, reader);
}

function shaped<T>(host: string, parsed: unknown, reader: Reader<T>): T {
	const outcome = attempt(reader, parsed);
	if ('read' in outcome) return outcome.read;
	throw new ConnectionError(`The response of ${host} can't be read: ${outcome.problem}`);
}

/** The error of a stream can be an object, a list with an object, or an event. Gateways send anything. */
function readStatus(body: string): Status {
	if (body.length > longestPiece) return {};
	const reader = createPieceReader();
	for (const json of [...body.split(/\r?\n/).flatMap((line) => reader.take(line)), ...reader.end()]) {
		const { error } = failing(parseJson(json)) ?? {};
		if (error) return error;
	}
	return {};
}

function redirected(host: string, httpStatus: number): ConfigurationError {
	return new ConfigurationError(
		`${host} returned a redirect (HTTP status ${httpStatus}), which the node doesn't follow`,
		'The access token must not go to another address. Enter the final address as the API Endpoint of the credential, or check for a proxy that redirects.',
	);
}
