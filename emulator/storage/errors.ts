import { ApiError, httpStatus } from '../errors.ts';
import type { Status } from '../errors.ts';
import type { Reply } from '../http.ts';
import { textReply } from '../http.ts';
import { jsonReply, withoutFields } from '../jsonBody.ts';
import type { Json } from '../json.ts';

/** The location of the error in the request. */
type Place = { locationType: 'header' | 'parameter'; location: string };

/** An error in the form of Cloud Storage's JSON API. */
export class StorageError extends Error {
	readonly code: number;
	readonly reason: string;
	readonly place: Place | undefined;

	constructor(code: number, reason: string, message: string, place?: Place) {
		super(message);
		this.code = code;
		this.reason = reason;
		this.place = place;
	}
}

/** A response of the upload protocol that isn't JSON: a status and at most a sentence. */
export class PlainError extends Error {
	readonly code: number;

	constructor(code: number, message: string) {
		super(message);
		this.code = code;
	}
}

const reasonOf: Partial<Record<Status, string>> = {
	INVALID_ARGUMENT: 'invalid',
	NOT_FOUND: 'notFound',
	PERMISSION_DENIED: 'forbidden',
	UNAUTHENTICATED: 'authError',
	RESOURCE_EXHAUSTED: 'rateLimitExceeded',
	INTERNAL: 'backendError',
	UNAVAILABLE: 'backendError',
	DEADLINE_EXCEEDED: 'backendError',
};
const AUTHORIZATION: Place = { locationType: 'header', location: 'Authorization' };

export function noSuchBucket(): StorageError {
	return new StorageError(404, 'notFound', 'The specified bucket does not exist.');
}

export function noSuchObject(bucket: string, name: string): StorageError {
	return new StorageError(404, 'notFound', `No such object: ${bucket}/${name}`);
}

export function preconditionFailed(): StorageError {
	const message = 'At least one of the pre-conditions you specified did not hold.';
	return new StorageError(412, 'conditionNotMet', message, { locationType: 'header', location: 'If-Match' });
}

export function invalid(message: string): StorageError {
	return new StorageError(400, 'invalid', message);
}

export function required(name: string): StorageError {
	return new StorageError(400, 'required', `Required parameter: ${name}`, {
		locationType: 'parameter',
		location: name,
	});
}

/** @param what `object` or `bucket`, as the message names it */
export function denied(
	caller: string,
	permission: string,
	what: 'object' | 'bucket' | 'project',
): StorageError {
	const thing = {
		object: 'the Google Cloud Storage object',
		bucket: 'the Google Cloud Storage bucket',
		project: 'the Google Cloud project',
	};
	return new StorageError(
		403,
		'forbidden',
		`${caller} does not have ${permission} access to ${thing[what]}. Permission '${permission}' denied on resource ` +
			'(or it may not exist).',
	);
}

/** A caller without credentials. */
export function anonymous(permission: string): StorageError {
	return new StorageError(
		401,
		'required',
		`Anonymous caller does not have ${permission} access to the Google Cloud Storage object. Permission ` +
			`'${permission}' denied on resource (or it may not exist).`,
		AUTHORIZATION,
	);
}

function body(
	code: number,
	reason: string,
	message: string,
	place: Place | undefined,
	details: readonly Json[] = [],
): Json {
	return {
		error: {
			code,
			message,
			errors: [{ message, domain: 'global', reason, ...place }],
			...(details.length > 0 && { details: [...details] }),
		},
	};
}

function fromApiError(error: ApiError): Json {
	const code = httpStatus[error.status];
	if (error.status === 'UNAUTHENTICATED')
		return body(code, 'authError', 'Invalid Credentials', AUTHORIZATION);
	const scopes = error.details.some(({ reason }) => reason === 'ACCESS_TOKEN_SCOPE_INSUFFICIENT');
	if (scopes)
		return body(code, 'insufficientPermissions', 'Insufficient Permission', undefined, error.details);
	return body(code, reasonOf[error.status] ?? 'backendError', error.message, undefined, error.details);
}

/** Cloud Storage's response to any error. Errors of downloads are plain text. */
export function storageErrorReply(error: unknown, asked: URLSearchParams): Reply {
	const query = withoutFields(asked);
	if (error instanceof PlainError) return textReply(error.code, error.message);
	if (error instanceof StorageError) {
		if (error.code === 304) return { status: 304, headers: {}, body: [''] };
		if (query.get('alt') === 'media') return textReply(error.code, error.message, 'text/html; charset=UTF-8');
		return jsonReply(body(error.code, error.reason, error.message, error.place), query, error.code);
	}
	if (error instanceof ApiError) {
		return jsonReply(fromApiError(error), query, httpStatus[error.status], error.headers);
	}
	const message = `The emulator failed: ${error instanceof Error ? error.stack : String(error)}`;
	return jsonReply(body(500, 'backendError', message, undefined), query, 500);
}
