/** How a backend reaches Google: one function type, so that n8n's helper and a test's fetch fit alike. */

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface HttpRequest {
	method: HttpMethod;
	/** Absolute, without query. */
	url: string;
	/** Undefined values are left out. */
	query?: Record<string, string | number | boolean | undefined>;
	/** Sent as JSON. */
	body?: object;
	/** Milliseconds; the client's default when absent. */
	timeoutMs?: number;
	/** Whether sending it twice has the effect of sending it once; a GET always has. */
	repeatable?: boolean;
}

/**
 * Sends one request and answers the parsed JSON body.
 *
 * @throws GoogleApiError for every answer of 400 or above
 * @throws ConnectionError when no whole answer arrived, so that nothing is known about the request's effect
 */
export type HttpClient = <T>(request: HttpRequest) => Promise<T>;

/** google.rpc.Status, the body of an answered error below `error`. */
export interface Status {
	/** HTTP status in an error body, gRPC code (1 = CANCELLED) in an operation or job. */
	code?: number;
	message?: string;
	status?: string;
	details?: StatusDetail[];
}

/** google.rpc.ErrorInfo, BadRequest, RetryInfo, QuotaFailure …, told apart by `@type`. */
export interface StatusDetail {
	'@type'?: string;
	reason?: string;
	domain?: string;
	metadata?: Record<string, string>;
	/** RetryInfo: seconds with an `s`, such as `32s` */
	retryDelay?: string;
	fieldViolations?: Array<{ field?: string; description?: string }>;
	violations?: Array<{ quotaMetric?: string; quotaId?: string; quotaValue?: string }>;
}
