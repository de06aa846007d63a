/** Reads an answer of one of Google's APIs: the one place where its JSON enters. */
import { ConfigurationError, ConnectionError, GoogleApiError } from './errors';
import { createPieceReader, longestPiece } from './events';
import { parseJson } from './parseJson';
import type { Reader } from './shape';
import { attempt, fields } from './shape';
import type { Status } from './status';
import { httpStatusOf, retryAfterMs, status } from './status';

export interface Answer {
	httpStatus: number;
	body: string;
	/** The `Retry-After` header: seconds, or an HTTP date. */
	retryAfter?: string | undefined;
}

/**
 * @param host who answered, for messages
 * @param reader of the answer's JSON
 * @throws GoogleApiError for a status of 400 or above
 * @throws ConnectionError for a body that isn't whole, or that the reader can't read: whether the request had an effect isn't known
 * @throws ConfigurationError for a redirect, which is never followed: a token would go with it
 */
export function readAnswer<T>(host: string, answer: Answer, reader: Reader<T>): T {
	if (answer.httpStatus >= 300) throw errorOf(host, answer);
	const parsed = parseJson(answer.body);
	if (parsed === undefined || parsed === null) throw new ConnectionError(`The answer of ${host} broke off`);
	return shaped(host, parsed, reader);
}

/** @param answer with a status of 300 or above */
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
 * Reads one piece of a stream, which is an answer or an error.
 *
 * @throws GoogleApiError, ConnectionError as `readAnswer`
 */
export function readPiece<T>(host: string, json: string, reader: Reader<T>): T {
	const parsed = parseJson(json);
	if (parsed === undefined) throw new ConnectionError(`The answer of ${host} broke off`);
	const { error } = failing(parsed) ?? {};
	if (error) throw new GoogleApiError(httpStatusOf(error), error);
	return shaped(host, parsed, reader);
}

function shaped<T>(host: string, parsed: unknown, reader: Reader<T>): T {
	const outcome = attempt(reader, parsed);
	if ('read' in outcome) return outcome.read;
	throw new ConnectionError(`The response of ${host} can't be read: ${outcome.problem}`);
}

/** Refused streams come as an object, as a list with an object, or as an event; gateways send anything. */
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
		`${host} answered with a redirect (HTTP status ${httpStatus}), which is not followed`,
		'An access token must not travel to another address. Put the final address into the API Endpoint of the credential, or look for a proxy that redirects.',
	);
}
