/**
 * Where Google's APIs are reached: at Google, or all of them below one other address, as in
 * `https://proxy.example/google/generativelanguage.googleapis.com/v1beta/…`.
 */
import { ConfigurationError } from './googleErrors';

/** The host of a Google API, such as `generativelanguage.googleapis.com` or `us-central1-aiplatform.googleapis.com`. */
export type GoogleHost = `${string}.googleapis.com`;

export const geminiHost: GoogleHost = 'generativelanguage.googleapis.com';

/**
 * An address that may stand in for Google: https, or http on this machine; no user, query or fragment. One pattern for
 * everybody, because a credential's test can check its address only in an expression.
 */
export const endpointPattern =
	/^(https:\/\/([\w-]+(\.[\w-]+)*|\[[\da-f:]+\])|http:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\]))(:\d{1,5})?(\/[\w.~-]+)*\/?$/i;

/**
 * @param endpoint what the user typed as API Endpoint; empty for Google itself
 * @returns the address without a trailing slash, or an empty string
 * @throws ConfigurationError
 */
export function parseEndpoint(endpoint: unknown): string {
	const text = typeof endpoint === 'string' ? endpoint.trim() : '';
	if (text === '') return '';
	if (endpointPattern.test(text) && URL.canParse(text)) return new URL(text).href.replace(/\/$/, '');
	throw new ConfigurationError(
		'The API Endpoint of the credential cannot be used',
		'It must be an https:// address, or an http:// address on this machine (127.0.0.1, localhost), without user name, query or fragment. Leave it empty to call Google.',
	);
}

/** Whether an address is on this machine; other names for it, such as its own host name, don't count. */
export function isLoopback(url: string): boolean {
	return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(url).hostname);
}

/**
 * Where one of Google's services is reached, without a trailing slash.
 *
 * @param endpoint the override, as `parseEndpoint` answers it
 */
export function originOf(host: GoogleHost, endpoint = ''): string {
	return endpoint === '' ? `https://${host}` : `${endpoint}/${host}`;
}

/** Whether a token may be sent to a URL: one of Google's APIs, or below the override. */
export function isTrusted(url: string, endpoint = ''): boolean {
	if (!URL.canParse(url)) return false;
	const { protocol, hostname, port, username, password, href } = new URL(url);
	if (username !== '' || password !== '') return false;
	if (endpoint !== '') return href.startsWith(`${endpoint}/`);
	return protocol === 'https:' && port === '' && hostname.endsWith('.googleapis.com');
}

/** @throws ConfigurationError for a URL that no token may be sent to */
export function assertTrusted(url: string, endpoint = ''): void {
	if (isTrusted(url, endpoint)) return;
	throw new ConfigurationError(
		'The request was not sent: its address is neither Google nor the API Endpoint of the credential',
		'The access token goes to these two only. Check the API Endpoint of the credential.',
	);
}
