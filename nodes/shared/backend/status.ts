/** google.rpc.Status, made safe where it enters: every field has the type that stands here, or is absent. */
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

/** google.rpc.ErrorInfo, BadRequest, RetryInfo, QuotaFailure …, told apart by `@type`. */
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

/** An error that is there is never taken for none: one that can't be read is empty. */
export const status: Reader<Status> = (value) =>
	value === undefined || value === null ? undefined : (statusFields(value) ?? {});

/** An error has to be readable whatever is in it, so what isn't a list is dropped. */
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

/** The HTTP status of an error that came without one, by its code or else its name; 500 where it has neither. */
export function httpStatusOf({ code = 0, status: name }: Status): number {
	if (Number.isInteger(code) && code >= 400 && code <= 599) return code;
	const [, byName] = [...codes.values()].find(([known]) => known === name) ?? [];
	return codes.get(code)?.[1] ?? byName ?? 500;
}

/** The longest wait that a server's word is taken for: an hour. Quotas per day come back later, but no request waits for that. */
export const longestDelayMs = 3_600_000;

/**
 * A wait that a server asks for, at most `longestDelayMs`.
 *
 * @returns undefined for 0, less and what isn't a number: a back-off of our own is safer than none
 */
export function toDelayMs(milliseconds: number): number | undefined {
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
	// Only a date begins with a weekday; `Date.parse` would also take "-100" for one.
	return /^[A-Z][a-z]{2,8},? /.test(value) ? toDelayMs(Date.parse(value) - now) : undefined;
}
