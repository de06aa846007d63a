import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { GenerateContentRequest, GenerateContentResponse } from '../shared/backend/content';
import { GoogleApiError } from '../shared/backend/errors';
import type { Limiter, Turn } from '../shared/backend/limiter';
import type { TokenUse, Tried } from '../shared/backend/tries';
import { takeTurn, TriedInVainError, trying } from '../shared/backend/tries';
import type { AskedModel } from '../shared/n8n/askedModel';
import type { Connection } from '../shared/n8n/connect';
import { limiterClock, limiterFor } from '../shared/n8n/limiters';
import type { Pacing } from './pacing';
import { createTokenGuess } from './tokenGuess';

/** One question, ready to be asked. */
export interface Question<T> {
	/** Waits for its turn, where it needs one. @throws TimeIsUpError */
	turn: () => Promise<Turn | undefined>;
	/** @throws TriedInVainError, TimeIsUpError */
	ask: (turn?: Turn) => Promise<Tried<T>>;
}

/** @param timeoutMs how long one request may take */
export type Send<T> = (timeoutMs: number) => Promise<T>;

export interface Asker {
	/** @param method what is asked of the model, see `limiterFor` */
	question<T>(model: AskedModel, method: string, send: Send<T>): Question<T>;
	/** The same for an answer, which counts tokens, and is asked for only once where the user wants that. */
	prompt(
		model: AskedModel,
		request: GenerateContentRequest,
		send: Send<GenerateContentResponse>,
	): Question<GenerateContentResponse>;
}

type Answered = Promise<Tried<GenerateContentResponse>>;

/** Asks the models of one connection, each by its limiter. Whose quota of the day is used up is not asked again. */
export function createAsker(
	ctx: IExecuteFunctions,
	connection: Connection,
	{ caps, bounds, answersRepeatsOnce }: Pacing,
): Asker {
	const limiters = new Map<string, Limiter>();
	const usedUp = new Map<Limiter, TriedInVainError>();
	const answers = new Map<string, Answered>();
	const guess = createTokenGuess();

	function limiterOf({ name }: AskedModel, method: string): Limiter {
		const key = JSON.stringify([name, method]);
		const limiter = limiters.get(key) ?? limiterFor(ctx, connection, name, method).open(caps);
		limiters.set(key, limiter);
		return limiter;
	}

	function questionOf<T>(limiter: Limiter, send: Send<T>, use: TokenUse<T> = {}): Question<T> {
		return {
			turn: async () =>
				usedUp.has(limiter) ? undefined : await takeTurn(limiter, bounds, { tokens: use.tokens }),
			async ask(first) {
				const known = usedUp.get(limiter);
				if (known) {
					first?.dropped();
					throw known;
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
			// Also without a cap of its own: others of the same model may have one.
			const question = questionOf(limiter, send, guess.of(request));
			return answersRepeatsOnce ? onceFor(answers, digestOf(model, request), question) : question;
		},
	};
}

/** The same question again waits for the answer to the first one. */
function onceFor(
	answers: Map<string, Answered>,
	digest: string,
	question: Question<GenerateContentResponse>,
): Question<GenerateContentResponse> {
	return {
		turn: async () => (answers.has(digest) ? undefined : await question.turn()),
		async ask(turn) {
			const known = answers.get(digest);
			if (known) {
				turn?.dropped();
				return { value: (await known).value, tries: 0, milliseconds: 0 };
			}
			const answered = question.ask(turn);
			answers.set(digest, answered);
			return await answered;
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
