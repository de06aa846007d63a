/** Reads google.rpc.Status: each field has its declared type or is absent. */
import type { Reader, Shaped } from './shape';
import { fields, long, mapOf, number, text } from './shape';

const detailFields = fields({
	'@type': text,
	reason: text,
	domain: text,
	metadata: mapOf(text),
	/** RetryInfo: a google.protobuf.Duration such as `32s`; see `toDelayMs`. */
	retryDelay: text,
	fieldViolations: looseList(fields({ field: text, description: text })),
	violations: looseList(fields({ quotaMetric: text, quotaId: text, quotaValue: long })),
});

/** google.rpc.ErrorInfo, BadRequest, RetryInfo, QuotaFailure …, which differ by `@type`. */
export type StatusDetail = Shaped<typeof detailFields> & { '@type': string };

const detail: Reader<StatusDetail> = (value) => {
	const { '@type': type, ...others } = detailFields(value) ?? {};
	return type === undefined ? undefined : { '@type': type, ...others };
};

const statusFields = fields({
	/** HTTP status in an error body, gRPC code (1 = CANCELLED) in an operation or job. */
	code: number,
	message: text,
	/** Name of the gRPC code, such as `RESOURCE_EXHAUSTED`. */
	status: text,
	details: looseList(detail),
});

export type Status = Shaped<typeof statusFields>;

/** An unreadable error is empty, never absent. */
export const status: Reader<Status> = (value) =>
	value === undefined || value === null ? undefined : (statusFields(value) ?? {});

/** Drops a list of the wrong type, so that every error stays readable. */
function looseList<T>(of: Reader<T>): Reader<T[]> {
	return (value, at = '') =>
		Array.isArray(value) ? value.flatMap((member, index) => of(member, `${at}[${index}]`) ?? []) : undefined;
}

/** gRPC codes by number: name, and the HTTP status that Google gives them (google/rpc/code.proto). */
const codes = new Map<number, [name: string, httpStatus: number]>([
	[1, ['CANCELLED', 499]],
	[2, ['UNKNOWN', 500]],
	[3, ['INVALID_ARGUMENT', 400]],
	[4, ['DEADLINE_EXCEEDED', 504]],
	[5, ['NOT_FOUND', 404]],
	[6, ['ALREADY_EXISTS', 409]],
	[7, ['PERMISSION_DENIED', 403]],
	[8, ['RESOURCE_EXHAUSTED', 429]],
	[9, ['FAILED_PRECONDITION', 400]],
	[10, ['ABORTED', 409]],
	[11, ['OUT_OF_RANGE', 400]],
	[12, ['UNIMPLEMENTED', 501]],
	[13, ['INTERNAL', 500]],
	[14, ['UNAVAILABLE', 503]],
	[15, ['DATA_LOSS', 500]],
	[16, ['UNAUTHENTICATED', 401]],
]);

/** The HTTP status of an error by its code, otherwise by its name; 500 without both. */
export function httpStatusOf({ code = 0, status: name }: Status): number {
	if (Number.isInteger(code) && code >= 400 && code <= 599) return code;
	const [, byName] = [...codes.values()].find(([known]) => known === name) ?? [];
	return codes.get(code)?.[1] ?? byName ?? 500;
}

/** Longest accepted wait: one hour. Daily quotas reset later, but no request waits for that. */
const longestDelayMs = 3_600_000;

/**
 * A server's requested wait, at most `longestDelayMs`.
 *
 * @returns undefined for 0, negative values and NaN: then the caller's own back-off is safer
 */
function toDelayMs(milliseconds: number): number | undefined {
	return milliseconds > 0 ? Math.min(milliseconds, longestDelayMs) : undefined;
}

/** @param duration google.protobuf.Duration: seconds with up to nine decimals and an `s` */
export function durationMs(duration: string): number | undefined {
	const [, seconds] = /^\s*(-?\d+(?:\.\d+)?)s\s*$/.exec(duration) ?? [];
	return seconds === undefined ? undefined : toDelayMs(Number(seconds) * 1000);
}

/**
 * @param header `Retry-After`: seconds, or an HTTP date (RFC 9110, 10.2.3)
 * @param now milliseconds since 1970
 */
export function retryAfterMs(header: string, now: number): number | undefined {
	const value = header.trim();
	if (/^\d+(\.\d+)?$/.test(value)) return toDelayMs(Number(value) * 1000);
	// A date begins with a weekday. `Date.parse` alone would also accept "-100".
	return /^[A-Z][a-z]{2,8},? /.test(value) ? toDelayMs(Date.parse(value) - now) : undefined;
}
