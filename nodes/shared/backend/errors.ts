import type { Status, StatusDetail } from './status';
import { durationMs } from './status';

/** Google answered with an error: its google.rpc.Status, read once where it enters. */
export class GoogleApiError extends Error {
	override readonly name = 'GoogleApiError';

	/** @param httpStatus 400 to 599 */
	constructor(
		readonly httpStatus: number,
		readonly status: Status,
		/** Milliseconds of a `Retry-After` header, when the answer had one. */
		private readonly retryAfterMs?: number,
	) {
		super(status.message || `Google answered with HTTP status ${httpStatus}`);
	}

	/** `reason` of the first google.rpc.ErrorInfo, such as `SERVICE_DISABLED`. */
	get reason(): string | undefined {
		return this.detail('ErrorInfo')?.reason;
	}

	/** How long Google asks to wait before the next try: up to an hour, see `toDelayMs`; undefined where it doesn't. */
	get retryDelayMs(): number | undefined {
		return durationMs(this.detail('RetryInfo')?.retryDelay ?? '') ?? this.retryAfterMs;
	}

	/** A quota per day does not come back by waiting a minute. */
	get isDailyQuota(): boolean {
		return (this.detail('QuotaFailure')?.violations ?? []).some(({ quotaId }) => quotaId?.includes('PerDay'));
	}

	/** The first detail of a google.rpc type. */
	detail(type: string): StatusDetail | undefined {
		return this.status.details?.find((detail) => detail['@type'].endsWith(`google.rpc.${type}`));
	}
}

/** No whole answer arrived: whether Google carried the request out is not known. */
export class ConnectionError extends Error {
	override readonly name = 'ConnectionError';
}

/** A response that is larger than anything Google sends. Retrying would not make it smaller. */
export class OversizedResponseError extends Error {
	override readonly name = 'OversizedResponseError';

	/** The way out. */
	readonly description =
		'Google sends no such responses. Check the API Endpoint of the credential and the proxy of n8n.';

	/** @param bytes the limit */
	constructor(part: 'line' | 'piece', bytes: number) {
		super(`A ${part} of the response has more than ${bytes / 1024 / 1024} MiB, so reading stopped`);
	}
}

/** A list that never comes to its end. */
export class EndlessListError extends Error {
	override readonly name = 'EndlessListError';

	/** The way out. */
	readonly description =
		"Google's lists end. Check the API Endpoint of the credential and the proxy of n8n, which may have changed the query.";

	/** @param what the list, as in `tuning jobs` */
	constructor(what: string, why: string) {
		super(`The list of ${what} doesn't end: ${why}`);
	}
}

/** Something is set up in a way that cannot work; nothing was sent. */
export class ConfigurationError extends Error {
	override readonly name = 'ConfigurationError';

	constructor(
		message: string,
		/** The way out. */
		readonly description: string,
	) {
		super(message);
	}
}

/** A request to start a paid job got an answer that doesn't show whether the job started. */
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

/** The tuned model ID that the user asked for belongs to another tuned model. */
export class ModelIdTakenError extends ConfigurationError {
	constructor(readonly modelId: string) {
		super(
			`The model ID '${modelId}' is taken by another tuned model`,
			'It was made from other rows or settings, or by somebody else: IDs are shared by everybody. Choose another ID, or leave it empty to have one made. Nothing was created.',
		);
	}
}

/** For `.catch`: answers undefined to the errors named and passes every other one on. */
export function ignoring(isExpected: (error: GoogleApiError) => boolean) {
	return (error: unknown): undefined => {
		if (!(error instanceof GoogleApiError && isExpected(error))) throw error;
	};
}
