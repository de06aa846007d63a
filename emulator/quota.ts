import { ApiError, help } from './errors.ts';
import type { Call } from './http.ts';

/** The limits of a service. A missing figure means no limit. */
export interface Limits {
	/** Requests in flight. */
	concurrent?: number;
	/** Requests a minute, as a token bucket. */
	perMinute?: number;
	/** How many requests may arrive at once after a pause (default: a minute's worth). */
	burst?: number;
	/** A regular expression for the paths that count (default: generateContent and streamGenerateContent). */
	path?: string;
}

interface Quota {
	retryAfterSeconds?: number;
	perDay?: boolean;
}

const GENERATION = ':(streamG|g)enerateContent$';
const VERTEX_METRIC = 'generate_content_requests_per_minute_per_project_per_base_model';
const METRIC = 'generativelanguage.googleapis.com/generate_content_free_tier_requests';

/** Counts requests against the limits. Times are in milliseconds. */
export class RateLimiter {
	#limits: Limits = {};
	#path = new RegExp(GENERATION);
	#inFlight = 0;
	#tokens = 0;
	#filledAt = 0;

	get limits(): Limits {
		return this.#limits;
	}

	/** Replaces the limits; a bucket starts full. */
	set(limits: Limits, now: number): void {
		this.#limits = limits;
		this.#path = new RegExp(limits.path ?? GENERATION);
		this.#tokens = limits.burst ?? limits.perMinute ?? 0;
		this.#filledAt = now;
	}

	/**
	 * Admits a request. The caller calls the returned function when the request has its response.
	 * @throws ApiError 429 with the time to wait
	 */
	enter(call: Call, now: number): () => void {
		if (!this.#path.test(call.path)) return () => undefined;
		const { concurrent = Infinity } = this.#limits;
		if (this.#inFlight >= concurrent) throw tooManyAtOnce(call);
		this.#takeToken(call, now);
		this.#inFlight += 1;
		return () => {
			this.#inFlight -= 1;
		};
	}

	#takeToken(call: Call, now: number): void {
		const { perMinute, burst = perMinute } = this.#limits;
		if (perMinute === undefined || burst === undefined) return;
		const perMs = perMinute / 60_000;
		this.#tokens = Math.min(burst, this.#tokens + (now - this.#filledAt) * perMs);
		this.#filledAt = now;
		if (this.#tokens < 1) throw quotaError(call, { retryAfterSeconds: (1 - this.#tokens) / perMs / 1000 });
		this.#tokens -= 1;
	}
}

function modelIn(path: string): string {
	return /(?:models|tunedModels|endpoints)\/([^/:]+)/i.exec(path)?.[1] ?? 'all';
}

/** The 429 for a quota in the form of the service. Only the Gemini API adds details. */
export function quotaError(call: Pick<Call, 'path' | 'host'>, quota: Quota): ApiError {
	if (call.host === 'storage.googleapis.com') {
		const message =
			'The object exceeded the rate limit for object mutation operations (create, update, and delete). Please reduce ' +
			'your request rate. See https://cloud.google.com/storage/docs/gcs429.';
		return new ApiError('RESOURCE_EXHAUSTED', message);
	}
	return call.host.includes('aiplatform.') ? vertexQuota(VERTEX_METRIC) : geminiQuota(call, quota);
}

/** Too many concurrent requests. The error contains no delay, because none can be estimated. */
function tooManyAtOnce({ host }: Pick<Call, 'host'>): ApiError {
	const message = host.includes('aiplatform.')
		? 'Resource exhausted. Please try again later. Please refer to ' +
			'https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429 for more details.'
		: 'Resource has been exhausted (e.g. check quota).';
	return new ApiError('RESOURCE_EXHAUSTED', message);
}

/** Vertex AI's error for a used-up quota, without a delay or other details. */
export function vertexQuota(metric: string): ApiError {
	const message = `The following quota metrics exceed quota limits: aiplatform.googleapis.com/${metric}`;
	return new ApiError('RESOURCE_EXHAUSTED', message);
}

/** Includes its details in Google's order. */
function geminiQuota(call: Pick<Call, 'path'>, { retryAfterSeconds = 1, perDay = false }: Quota): ApiError {
	const model = modelIn(call.path);
	const limit = perDay ? '20' : '10';
	const quotaId = `GenerateRequestsPer${perDay ? 'Day' : 'Minute'}PerProjectPerModel-FreeTier`;
	const message =
		'You exceeded your current quota, please check your plan and billing details. For more information on this ' +
		'error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. To monitor your current usage, head to: ' +
		`https://ai.dev/rate-limit. \n* Quota exceeded for metric: ${METRIC}, limit: ${limit}, model: ${model}\n` +
		`Please retry in ${retryAfterSeconds}s.`;
	return new ApiError('RESOURCE_EXHAUSTED', message, [
		help('Learn more about Gemini API quotas', 'https://ai.google.dev/gemini-api/docs/rate-limits'),
		{
			'@type': 'type.googleapis.com/google.rpc.QuotaFailure',
			violations: [
				{ quotaMetric: METRIC, quotaId, quotaDimensions: { location: 'global', model }, quotaValue: limit },
			],
		},
		{
			'@type': 'type.googleapis.com/google.rpc.RetryInfo',
			retryDelay: `${Math.max(1, Math.floor(retryAfterSeconds))}s`,
		},
		{
			'@type': 'type.googleapis.com/google.rpc.DebugInfo',
			detail: `[ORIGINAL ERROR] generic::resource_exhausted: ${message}`,
		},
	]);
}
