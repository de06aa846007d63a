/** Reads an answer of one of Google's APIs: the one place where its JSON enters. */
import { ConfigurationError, ConnectionError, GoogleApiError } from './errors';
import type { Status } from './http';

export interface Answer {
	httpStatus: number;
	body: string;
	/** The `Retry-After` header: seconds, or a date, which Google does not send. */
	retryAfter?: string | undefined;
}

/**
 * @param host who answered, for messages
 * @throws GoogleApiError for a status of 400 or above
 * @throws ConnectionError for a body that is not whole
 * @throws ConfigurationError for a redirect, which is never followed: a token would go with it
 */
export function readAnswer<T>(host: string, { httpStatus, body, retryAfter }: Answer): T {
	if (httpStatus >= 400) throw refusal(httpStatus, body, retryAfter);
	if (httpStatus >= 300) throw redirected(host, httpStatus);
	const parsed = parse<T>(body);
	if (parsed === undefined) throw new ConnectionError(`The answer of ${host} broke off`);
	return parsed;
}

/** @param httpStatus 400 or above */
export function refusal(httpStatus: number, body: string, retryAfter?: string): GoogleApiError {
	return new GoogleApiError(httpStatus, readStatus(body), toMilliseconds(retryAfter));
}

function readStatus(body: string): Status {
	const parsed = parse<{ error?: Status }>(body)?.error;
	return typeof parsed === 'object' ? parsed : {};
}

function parse<T>(body: string): T | undefined {
	try {
		return JSON.parse(body) ?? undefined;
	} catch {
		return undefined;
	}
}

function toMilliseconds(retryAfter = ''): number | undefined {
	return /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined;
}

function redirected(host: string, httpStatus: number): ConfigurationError {
	return new ConfigurationError(
		`${host} answered with a redirect (HTTP status ${httpStatus}), which is not followed`,
		'An access token must not travel to another address. Put the final address into the API Endpoint of the credential, or look for a proxy that redirects.',
	);
}
