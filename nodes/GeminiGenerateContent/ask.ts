import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { GenerateContentRequest, GenerateContentResponse } from '../shared/google/generation/content';
import { GoogleApiError } from '../shared/google/http/googleErrors';
import type { Limiter, Permit } from '../shared/google/throttling/limiter';
import type { TokenUse, Tried } from '../shared/google/throttling/tries';
import { acquireWithin, TriedInVainError, trying } from '../shared/google/throttling/tries';
import type { AskedModel } from '../shared/panel/askedModel';
import type { Connection } from '../shared/runtime/connect';
import { limiterClock, limiterFor } from '../shared/runtime/processLimiters';
import type { Pacing } from './pacing';
import { createTokenGuess } from './tokenGuess';

/** A request to a model, ready to be sent. */
export interface Question<T> {
	/** Waits for a permit; returns undefined if the question needs none. @throws TimeIsUpError */
	acquire: () => Promise<Permit | undefined>;
	/** Sends the request, with retries. @throws TriedInVainError, TimeIsUpError */
	ask: (permit?: Permit) => Promise<Tried<T>>;
}

/** Sends one request. @param timeoutMs its timeout */
type Send<T> = (timeoutMs: number) => Promise<T>;

export interface Asker {
	/** @param method method of the API, see `limiterFor` */
	question<T>(model: AskedModel, method: string, send: Send<T>): Question<T>;
	/** The same for a prompt, which counts tokens. If the user enabled it, equal prompts share one response. */
	prompt(
		model: AskedModel,
		request: GenerateContentRequest,
		send: Send<GenerateContentResponse>,
	): Question<GenerateContentResponse>;
}

type SharedResponse = Promise<Tried<GenerateContentResponse>>;

/** Sends requests to the models of one connection, each through its limiter. A model whose daily quota is used up gets no more requests. */
export function createAsker(
	ctx: IExecuteFunctions,
	connection: Connection,
	{ caps, bounds, answersRepeatsOnce }: Pacing,
): Asker {
	const limiters = new Map<string, Limiter>();
	const usedUp = new Map<Limiter, TriedInVainError>();
	const responses = new Map<string, SharedResponse>();
	const guess = createTokenGuess();

	function limiterOf({ name }: AskedModel, method: string): Limiter {
		const key = JSON.stringify([name, method]);
		const limiter = limiters.get(key) ?? limiterFor(ctx, connection, name, method).open(caps);
		limiters.set(key, limiter);
		return limiter;
	}

	function questionOf<T>(limiter: Limiter, send: Send<T>, use: TokenUse<T> = {}): Question<T> {
		return {
			acquire: async () =>
				usedUp.has(limiter) ? undefined : await acquireWithin(limiter, bounds, { tokens: use.tokens }),
			async ask(first) {
				const failure = usedUp.get(limiter);
				if (failure) {
					first?.ignored();
					throw failure;
				}
				return await trying(limiter, limiterClock, send, bounds, { first, ...use }).catch(
					(error: unknown) => {
						if (isUsedUp(error)) usedUp.set(limiter, error);
						throw error;
					},
				);
			},
		};
	}

	return {
		question: (model, method, send) => questionOf(limiterOf(model, method), send),
		prompt(model, request, send) {
			const limiter = limiterOf(model, 'generateContent');
			// Counts tokens also without a cap: other runs with the same model may have one.
			const question = questionOf(limiter, send, guess.of(request));
			return answersRepeatsOnce ? onceFor(responses, digestOf(model, request), question) : question;
		},
	};
}

/** A repeated prompt waits for the response to the first one. */
function onceFor(
	responses: Map<string, SharedResponse>,
	digest: string,
	question: Question<GenerateContentResponse>,
): Question<GenerateContentResponse> {
	return {
		acquire: async () => (responses.has(digest) ? undefined : await question.acquire()),
		async ask(permit) {
			const earlier = responses.get(digest);
			if (earlier) {
				permit?.ignored();
				return { value: (await earlier).value, tries: 0, milliseconds: 0 };
			}
			const response = question.ask(permit);
			responses.set(digest, response);
			return await response;
		},
	};
}

function digestOf({ name, checkpointId }: AskedModel, request: GenerateContentRequest): string {
	return createHash('sha256')
		.update(JSON.stringify([name, checkpointId, request]))
		.digest('base64');
}

function isUsedUp(error: unknown): error is TriedInVainError {
	const cause = error instanceof TriedInVainError ? error.cause : undefined;
	return cause instanceof GoogleApiError && cause.isDailyQuota;
}
