/** How a backend reaches Google: one function type, so that n8n's helper and a test's fetch fit alike. */

import type { Reader } from './shape';

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** Undefined values are left out; a list repeats its name (`a=1&a=2`). */
export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

export interface HttpRequest {
	method: HttpMethod;
	/** Absolute, without query. */
	url: string;
	query?: Query;
	/** Sent as JSON. */
	body?: object;
	/** Milliseconds for the whole exchange; the client's default when absent. */
	timeoutMs?: number;
	/** The name of the panel's field that sets `timeoutMs`, for messages. */
	timeoutField?: string;
	/** Whether sending it twice has the effect of sending it once; a GET always has. */
	repeatable?: boolean;
}

/**
 * Sends one request and returns its JSON response as the reader reads it.
 *
 * @throws GoogleApiError for every answer of 400 or above
 * @throws ConnectionError when no whole answer arrived, or none that can be read: nothing is known about the request's effect
 */
export type HttpClient = <T>(request: HttpRequest, reader: Reader<T>) => Promise<T>;

/** A request whose answer's status and headers matter, as in Cloud Storage's upload protocol. */
export interface RawRequest {
	method: HttpMethod;
	/** Absolute, without query. */
	url: string;
	query?: Query;
	headers?: Record<string, string>;
	/** Sent as it is, with its Content-Length also when it is empty. */
	body?: Uint8Array;
	/** Milliseconds for the whole exchange; the client's default when absent. */
	timeoutMs?: number;
	/** The name of the panel's field that sets `timeoutMs`, for messages. */
	timeoutField?: string;
}

export interface RawResponse {
	status: number;
	/** By lower-case name. */
	headers: Record<string, string>;
	/** The body as UTF-8. */
	text: string;
}

/**
 * Sends one request, signed as HttpClient does, and answers whatever came back: no status is an error, no redirect is followed
 * (308 means 'go on' to Cloud Storage) and nothing is sent again.
 *
 * @throws ConnectionError when no whole answer arrived
 */
export type RawHttp = (request: RawRequest) => Promise<RawResponse>;

/**
 * Sends one request and answers the body as it arrives, once it is known to be no error. Nothing is sent again.
 *
 * @throws GoogleApiError for every answer of 400 or above
 * @throws ConnectionError when no answer came, and while reading when the answer breaks off
 */
export type StreamHttp = (request: RawRequest) => Promise<AsyncIterable<Uint8Array>>;
