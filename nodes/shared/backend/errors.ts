import type { Status, StatusDetail } from './http';

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

	/** How long Google asks to wait before the next try. */
	get retryDelayMs(): number | undefined {
		const seconds = Number.parseFloat(this.detail('RetryInfo')?.retryDelay ?? '');
		return Number.isNaN(seconds) ? this.retryAfterMs : seconds * 1000;
	}

	/** A quota per day does not come back by waiting a minute. */
	get isDailyQuota(): boolean {
		return (this.detail('QuotaFailure')?.violations ?? []).some(({ quotaId }) => quotaId?.includes('PerDay'));
	}

	/** The first detail of a google.rpc type. */
	detail(type: string): StatusDetail | undefined {
		return this.status.details?.find((detail) => detail['@type']?.endsWith(`google.rpc.${type}`));
	}
}

/** No whole answer arrived: whether Google carried the request out is not known. */
export class ConnectionError extends Error {
	override readonly name = 'ConnectionError';
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
