import type { Status, StatusDetail } from './status';
import { durationMs } from './status';

/** An error response of Google, with its google.rpc.Status. */
export class GoogleApiError extends Error {
	override readonly name = 'GoogleApiError';

	/** @param httpStatus 400 to 599 */
	constructor(
		readonly httpStatus: number,
		readonly status: Status,
		/** Milliseconds of the response's `Retry-After` header. */
		private readonly retryAfterMs?: number,
	) {
		super(status.message || `Google returned HTTP status ${httpStatus}`);
	}

	/** `reason` of the first google.rpc.ErrorInfo, such as `SERVICE_DISABLED`. */
	get reason(): string | undefined {
		return this.detail('ErrorInfo')?.reason;
	}

	/** Google's requested wait before a retry, at most one hour; see `toDelayMs`. Undefined without one. */
	get retryDelayMs(): number | undefined {
		return durationMs(this.detail('RetryInfo')?.retryDelay ?? '') ?? this.retryAfterMs;
	}

	/** Whether a daily quota is used up, so that a short wait doesn't help. */
	get isDailyQuota(): boolean {
		return (this.detail('QuotaFailure')?.violations ?? []).some(({ quotaId }) => quotaId?.includes('PerDay'));
	}

	/** The first detail of a google.rpc type. */
	detail(type: string): StatusDetail | undefined {
		return this.status.details?.find((detail) => detail['@type'].endsWith(`google.rpc.${type}`));
	}
}

/** The response is incomplete or never arrived. Google may have executed the request. */
export class ConnectionError extends Error {
	override readonly name = 'ConnectionError';
}

/** A response that is larger than any of Google's. A retry wouldn't help. */
export class OversizedResponseError extends Error {
	override readonly name = 'OversizedResponseError';

	/** The fix. */
	readonly description =
		"Google's responses are smaller. Check the API Endpoint of the credential and the proxy of n8n.";

	/** @param bytes the limit */
	constructor(part: 'line' | 'piece', bytes: number) {
		super(`A ${part} of the response has more than ${bytes / 1024 / 1024} MiB, so reading stopped`);
	}
}

/** A list without an end. */
export class EndlessListError extends Error {
	override readonly name = 'EndlessListError';

	/** The fix. */
	readonly description =
		"Google's lists end. Check the API Endpoint of the credential and the proxy of n8n, which may have changed the query.";

	/** @param what the listed resources, such as `tuning jobs` */
	constructor(what: string, why: string) {
		super(`The list of ${what} doesn't end: ${why}`);
	}
}

/** Invalid settings or input. Nothing was created. */
export class ConfigurationError extends Error {
	override readonly name = 'ConfigurationError';

	constructor(
		message: string,
		/** The fix. */
		readonly description: string,
	) {
		super(message);
	}
}

/** The response to a start request doesn't show whether the paid job started. */
export class UnclearStartError extends Error {
	override readonly name = 'UnclearStartError';

	constructor(
		message: string,
		/** How to find the job, and what a repeat does. */
		readonly description: string,
	) {
		super(message);
	}
}

/** The user's model ID belongs to another tuned model. */
export class ModelIdTakenError extends ConfigurationError {
	constructor(readonly modelId: string) {
		super(
			`The model ID '${modelId}' is taken by another tuned model`,
			'That model has other rows, settings or another owner: IDs are unique across all users. Choose another ID, or leave it empty for a generated one. Nothing was created.',
		);
	}
}

/** For `.catch`: returns undefined for expected errors and throws all others. */
export function ignoring(isExpected: (error: GoogleApiError) => boolean) {
	return (error: unknown): undefined => {
		if (!(error instanceof GoogleApiError && isExpected(error))) throw error;
	};
}
