import { endlessPage, laggingList, prescribedReply } from './answerFaults.ts';
import type { Reshape } from './answerFaults.ts';
import { ApiError, httpStatus } from './errors.ts';
import type { Status } from './errors.ts';
import type { Call, Reply } from './http.ts';
import type { Json } from './json.ts';
import { seededRandom } from './random.ts';
import type { Random } from './random.ts';
import { quotaError } from './quota.ts';
import type { JobOutcome } from './run.ts';
import type { Drip } from './send.ts';

export const faultKinds = {
	/** The response arrives `ms` (and up to `jitterMs` more) of real time later. Combines with any other fault. */
	latency: 0,
	/** Returns an error with `status` (default UNAVAILABLE) and `message` without executing the request. */
	error: 1,
	/** Returns 429 with RetryInfo of `retryAfterSeconds` (default 1), or the daily quota with `perDay`. */
	quota: 2,
	/** Returns 401, as for an expired access token. */
	expired: 3,
	/** Breaks the connection without executing the request. */
	reset: 4,
	/** Executes the request, `bytes` (default: half) of the response arrive, then the connection breaks. */
	cut: 5,
	/** Executes the request, then breaks the connection without a response. */
	lost: 6,
	/** Never responds. Executes the request only with `carriedOut`. */
	hang: 7,
	/** The job that the request creates fails at step `atStep` (default: halfway) with `status` and `message`. */
	failJob: 8,
	/** The job that the request creates stops advancing at step `atStep` (default: halfway). */
	stallJob: 9,
	/** The Vertex AI job that the request creates ends without an endpoint, as some of Google's do. */
	failEndpoint: 10,
	/** Breaks the connection after `bytes` (default 0) of the request's body, if it is that long. `text` can't match. */
	interrupt: 11,
	/**
	 * A line of a batch job's requests gets the error `status` (default INVALID_ARGUMENT). Only `text` of its match counts.
	 */
	failLine: 12,
	/**
	 * Returns any response: `httpStatus` (default 200) and `headers`, with `json`, `body` or `bodyBase64`, `repeat` times,
	 * in `gzip`.
	 */
	answer: 13,
	/** Executes the request, `bytes` (default: half) of the response arrive, then nothing. The connection stays open. */
	stall: 14,
	/** The response arrives `bytes` (default 1) at a time, every `ms` (default 1000). Combines with any other fault. */
	drip: 15,
	/** Every list has a next page, with the same token or a new one each time (`tokens`). Combines with other faults. */
	endlessPages: 16,
	/**
	 * Lists omit entries created less than `ms` ago by the emulator's clock; without `ms`, any time ago. Combines with
	 * other faults.
	 */
	lag: 17,
} as const;

export type FaultKind = keyof typeof faultKinds;

/** The requests that a fault applies to. All given members have to match. */
interface FaultMatch {
	method?: string;
	/** Google's host. */
	host?: string;
	/** A regular expression that has to match somewhere in the path without the host. */
	path?: string;
	/** A text that the request's body has to contain, such as a prompt. */
	text?: string;
}

export interface Fault {
	kind: FaultKind;
	match?: FaultMatch;
	/** How often the fault applies (default: every time). */
	times?: number;
	/** The number of matching requests before the fault applies. */
	skip?: number;
	/** The share of matching requests that it applies to, 0 to 1. */
	probability?: number;
	/** Makes `probability` and `jitterMs` repeatable (default 1). */
	seed?: number;
	/** The length of latency and lag, the interval of a drip. */
	ms?: number;
	jitterMs?: number;
	/** Whether a drip uses the emulator's clock instead of real time (default: no). */
	onClock?: boolean;
	/** Whether an error, an answer or a hang executes the request nevertheless (default: no). */
	carriedOut?: boolean;
	httpStatus?: number;
	headers?: Record<string, string>;
	/** The response's body, with JSON's content type. */
	json?: Json;
	/** The body as a text, or as bytes in base64. `headers` sets its content type. */
	body?: string;
	bodyBase64?: string;
	/** How often the body is sent, one after the other (default 1). 3000 times a mebibyte takes no memory here. */
	repeat?: number;
	/** Whether to compress the body, with the header `content-encoding`. */
	gzip?: boolean;
	tokens?: 'same' | 'new';
	status?: Status;
	message?: string;
	retryAfterSeconds?: number;
	perDay?: boolean;
	atStep?: number;
	bytes?: number;
}

/** The effects of faults on one request. */
export interface Effects {
	latencyMs: number;
	/** The response in place of the service's. */
	error?: ApiError;
	answer?: Reply;
	/** Whether the service gets the request. False if the fault responds first. */
	carriedOut: boolean;
	/** How the connection ends, if not with a complete response. */
	ending?: 'reset' | 'cut' | 'lost' | 'hang' | 'stall';
	/** How much of the response arrives before a cut or a stall, in bytes (default: half). */
	bytes?: number;
	drip?: Drip;
	/** Whether page tokens come from a fault. */
	endless: boolean;
	/** The effects on a list. */
	reshapes: Reshape[];
	outcome?: JobOutcome;
	/** Kinds of the faults that applied. */
	struck: FaultKind[];
}

interface Entry {
	id: number;
	fault: Fault;
	path: RegExp | undefined;
	random: Random;
	seen: number;
	struck: number;
}

const CREATES_JOB = /\/(tunedModels|tuningJobs|batchPredictionJobs)$/;
/** Kinds that combine with any other fault. */
const TOGETHER: readonly FaultKind[] = ['latency', 'drip', 'endlessPages', 'lag'];
/** Kinds that apply to something other than a request. */
const OUTSIDE: readonly FaultKind[] = ['interrupt', 'failLine'];
const MESSAGES: Partial<Record<Status, string>> = {
	UNAVAILABLE: 'The model is overloaded. Please try again later.',
	INTERNAL:
		'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
	DEADLINE_EXCEEDED: 'The request timed out. Please try again.',
};

/** The active faults in the order of their creation. Of faults that exclude each other, the first one applies. */
export class Faults {
	#entries: Entry[] = [];
	#nextId = 1;

	/** Returns an ID to remove the fault with. */
	add(fault: Fault): number {
		const id = this.#nextId++;
		const path = fault.match?.path === undefined ? undefined : new RegExp(fault.match.path);
		this.#entries.push({ id, fault, path, random: seededRandom(fault.seed ?? 1), seen: 0, struck: 0 });
		return id;
	}

	remove(id: number): void {
		this.#entries = this.#entries.filter((entry) => entry.id !== id);
	}

	clear(): void {
		this.#entries = [];
	}

	list(): { id: number; fault: Fault; seen: number; struck: number }[] {
		return this.#entries.map(({ id, fault, seen, struck }) => ({ id, fault, seen, struck }));
	}

	/**
	 * The number of bytes of the body after which the connection breaks, if it does. `strike` counts the fault when it
	 * happens.
	 */
	interruption(head: Omit<Call, 'body'>): { bytes: number; strike(): void } | undefined {
		const call = { ...head, body: Buffer.alloc(0) };
		const due = this.#entries.find(
			(entry) => entry.fault.kind === 'interrupt' && matches(entry, call) && isDue(entry),
		);
		if (!due) return undefined;
		const strike = () => {
			due.struck += 1;
		};
		return { bytes: due.fault.bytes ?? 0, strike };
	}

	/** Counts a line of a batch job's requests and returns its error, if any. */
	failingLine(line: string): ApiError | undefined {
		const due = this.#entries.find(
			(entry) =>
				entry.fault.kind === 'failLine' && line.includes(entry.fault.match?.text ?? '') && isDue(entry),
		);
		if (!due) return undefined;
		due.struck += 1;
		return plainError(due.fault.status ?? 'INVALID_ARGUMENT', due.fault.message);
	}

	/** Counts a request and returns the effects of faults on it. */
	strike(call: Call): Effects {
		const effects: Effects = { latencyMs: 0, carriedOut: true, endless: false, reshapes: [], struck: [] };
		for (const entry of this.#entries) {
			if (
				isTaken(entry.fault.kind, effects) ||
				OUTSIDE.includes(entry.fault.kind) ||
				!matches(entry, call) ||
				!isDue(entry)
			)
				continue;
			entry.struck += 1;
			effects.struck.push(entry.fault.kind);
			inflict(entry, effects, call);
		}
		return effects;
	}
}

/** Whether an earlier fault excludes this one. A cut or a stall combines with an answer. */
function isTaken(kind: FaultKind, { error, answer, ending }: Effects): boolean {
	if (TOGETHER.includes(kind)) return false;
	const isPartial = (one?: string) => one === 'cut' || one === 'stall';
	if (isPartial(kind)) return (error ?? ending) !== undefined;
	if (kind === 'answer')
		return (error ?? answer) !== undefined || (ending !== undefined && !isPartial(ending));
	return (error ?? answer ?? ending) !== undefined;
}

function matches({ fault, path }: Entry, call: Call): boolean {
	const { method, host, text } = fault.match ?? {};
	if (method !== undefined && method.toUpperCase() !== call.method) return false;
	if (host !== undefined && host !== call.host) return false;
	if (path && !path.test(call.path)) return false;
	if (text !== undefined && !call.body.includes(text)) return false;
	if (['endlessPages', 'lag'].includes(fault.kind) && call.method !== 'GET') return false;
	const onJob = ['failJob', 'stallJob', 'failEndpoint'].includes(fault.kind);
	return !onJob || (call.method === 'POST' && CREATES_JOB.test(call.path));
}

function isDue(entry: Entry): boolean {
	const { skip = 0, times = Infinity, probability = 1 } = entry.fault;
	entry.seen += 1;
	if (entry.seen <= skip || entry.struck >= times) return false;
	return probability >= 1 || entry.random() < probability;
}

function inflict({ fault, random, struck }: Entry, effects: Effects, call: Call): void {
	const { kind, status, message, atStep, carriedOut = false } = fault;
	switch (kind) {
		case 'latency':
			effects.latencyMs += (fault.ms ?? 0) + Math.floor(random() * (fault.jitterMs ?? 0));
			break;
		case 'error':
			effects.error = plainError(status ?? 'UNAVAILABLE', message);
			effects.carriedOut = carriedOut;
			break;
		case 'quota':
			effects.error = quotaError(call, fault);
			effects.carriedOut = carriedOut;
			break;
		case 'expired':
			effects.error = expiredToken();
			effects.carriedOut = carriedOut;
			break;
		case 'answer':
			effects.answer = prescribedReply(fault);
			effects.carriedOut = carriedOut;
			break;
		case 'drip':
			effects.drip = { bytes: fault.bytes ?? 1, ms: fault.ms ?? 1000, onClock: fault.onClock ?? false };
			break;
		case 'endlessPages':
			effects.endless = true;
			effects.reshapes.push(endlessPage(fault, struck));
			break;
		case 'lag':
			effects.reshapes.push(laggingList(fault));
			break;
		case 'failJob':
			effects.outcome = {
				kind: 'fail',
				...(atStep !== undefined && { atStep }),
				...(status && { code: status }),
				...(message !== undefined && { message }),
			};
			break;
		case 'failEndpoint':
			effects.outcome = { kind: 'noEndpoint' };
			break;
		case 'stallJob':
			effects.outcome = { kind: 'stall', ...(atStep !== undefined && { atStep }) };
			break;
		case 'hang':
			effects.ending = kind;
			effects.carriedOut = carriedOut;
			break;
		case 'reset':
		case 'cut':
		case 'stall':
		case 'lost':
			effects.ending = kind;
			if (fault.bytes !== undefined) effects.bytes = fault.bytes;
			break;
		case 'interrupt':
		case 'failLine':
			break;
	}
}

function plainError(status: Status, message = MESSAGES[status] ?? `Error ${httpStatus[status]}`): ApiError {
	return new ApiError(status, message);
}

function expiredToken(): ApiError {
	return new ApiError(
		'UNAUTHENTICATED',
		'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid ' +
			'authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
		[],
		{ 'www-authenticate': 'Bearer realm="invalid_token"' },
	);
}
