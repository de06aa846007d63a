/** Types of the HTTP clients that a backend uses. n8n's helper and a test's fetch implement them. */

import type { Reader } from './shape';

type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** Undefined values are omitted; a list repeats its name (`a=1&a=2`). */
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
	/** Whether the request is idempotent; a GET always is. */
	repeatable?: boolean;
}

/**
 * Sends one request and returns its JSON response as the reader reads it.
 *
 * @throws GoogleApiError for a status of 400 or above
 * @throws ConnectionError for an incomplete, unreadable or missing response: the request may have had an effect
 */
export type HttpClient = <T>(request: HttpRequest, reader: Reader<T>) => Promise<T>;

/** A request whose response status and headers matter, as in Cloud Storage's upload protocol. */
export interface RawRequest {
	method: HttpMethod;
	/** Absolute, without query. */
	url: string;
	query?: Query;
	headers?: Record<string, string>;
	/** Sent unchanged with its Content-Length, even if empty. */
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
 * Sends one request, signed as by HttpClient, without retries. Returns any status without an error and follows no redirect: 308 means
 * 'continue' in Cloud Storage.
 *
 * @throws ConnectionError for an incomplete or missing response
 */
export type RawHttp = (request: RawRequest) => Promise<RawResponse>;

/**
 * Sends one request without retries and returns the body as it arrives.
 *
 * @throws GoogleApiError for a status of 400 or above
 * @throws ConnectionError for a missing response, and during reading for an incomplete one
 */
export type StreamHttp = (request: RawRequest) => Promise<AsyncIterable<Uint8Array>>;
