import type { Json } from './json.ts';

/** The canonical codes of google.rpc.Code with their HTTP status. */
export const httpStatus = {
	CANCELLED: 499,
	INVALID_ARGUMENT: 400,
	FAILED_PRECONDITION: 400,
	DEADLINE_EXCEEDED: 504,
	NOT_FOUND: 404,
	ALREADY_EXISTS: 409,
	PERMISSION_DENIED: 403,
	UNAUTHENTICATED: 401,
	RESOURCE_EXHAUSTED: 429,
	UNIMPLEMENTED: 501,
	INTERNAL: 500,
	UNAVAILABLE: 503,
} as const;

export type Status = keyof typeof httpStatus;

/** The numbers of google.rpc.Code, as in an operation's error. */
export const rpcCode: Record<Status, number> = {
	CANCELLED: 1,
	INVALID_ARGUMENT: 3,
	DEADLINE_EXCEEDED: 4,
	NOT_FOUND: 5,
	ALREADY_EXISTS: 6,
	PERMISSION_DENIED: 7,
	RESOURCE_EXHAUSTED: 8,
	FAILED_PRECONDITION: 9,
	UNIMPLEMENTED: 12,
	INTERNAL: 13,
	UNAVAILABLE: 14,
	UNAUTHENTICATED: 16,
};

/** An item of `details`; printed with its `@type` first. */
export type Detail = { [key: string]: Json };

/** Any code below a dialect may throw this error; the dialect returns Google's envelope. */
export class ApiError extends Error {
	readonly status: Status;
	readonly details: readonly Detail[];
	readonly headers: Record<string, string>;

	constructor(
		status: Status,
		message: string,
		details: readonly Detail[] = [],
		headers: Record<string, string> = {},
	) {
		super(message);
		this.status = status;
		this.details = details;
		this.headers = headers;
	}
}

/** The body `{"error": {code, message, status, details}}`. */
export function envelope(error: ApiError): Json {
	return {
		error: {
			code: httpStatus[error.status],
			message: error.message,
			status: error.status,
			...(error.details.length > 0 && { details: [...error.details] }),
		},
	};
}

/** A `google.rpc.ErrorInfo` of Google's own API front. */
export function errorInfo(reason: string, metadata?: Record<string, string>): Detail {
	return {
		'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
		reason,
		domain: 'googleapis.com',
		...(metadata && { metadata }),
	};
}

export function localizedMessage(message: string): Detail {
	return { '@type': 'type.googleapis.com/google.rpc.LocalizedMessage', locale: 'en-US', message };
}

export function help(description: string, url: string): Detail {
	return { '@type': 'type.googleapis.com/google.rpc.Help', links: [{ description, url }] };
}

/** An invalid field, by its path in snake_case. */
export interface FieldViolation {
	field: string;
	description: string;
}

/** `google.rpc.BadRequest`; a violation at the root names no field. */
export function badRequest(violations: readonly FieldViolation[]): Detail {
	return {
		'@type': 'type.googleapis.com/google.rpc.BadRequest',
		fieldViolations: violations.map(({ field, description }) => ({ ...(field && { field }), description })),
	};
}

/** Google's generic error for a value; the details name the field if there is one. */
export function invalidArgument(field?: string, description?: string): ApiError {
	const details = field && description ? [badRequest([{ field, description }])] : [];
	return new ApiError('INVALID_ARGUMENT', 'Request contains an invalid argument.', details);
}
