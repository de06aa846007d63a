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
	/** The answer comes `ms` (and up to `jitterMs` more) of real time later. Goes together with any other fault. */
	latency: 0,
	/** An error with `status` (default UNAVAILABLE) and `message`; nothing is carried out. */
	error: 1,
	/** 429 with RetryInfo of `retryAfterSeconds` (default 1), or the quota per day with `perDay`. */
	quota: 2,
	/** 401 as for an access token that has expired. */
	expired: 3,
	/** The connection breaks before anything is carried out. */
	reset: 4,
	/** The request is carried out, `bytes` (default: half) of the answer arrive, then the connection breaks. */
	cut: 5,
	/** The request is carried out, nothing of the answer arrives, the connection breaks. */
	lost: 6,
	/** No answer ever comes; nothing is carried out, unless `carriedOut`. */
	hang: 7,
	/** The job that the request creates fails at step `atStep` (default: halfway) with `status` and `message`. */
	failJob: 8,
	/** The job that the request creates stops advancing at step `atStep` (default: halfway). */
	stallJob: 9,
	/** The Vertex AI job that the request creates ends without an endpoint, as Google's sometimes do. */
	failEndpoint: 10,
	/** The connection breaks when `bytes` (default 0) of the request's body have arrived, if so many ever do; `text` cannot be matched. */
	interrupt: 11,
	/** A line of a batch job's requests comes to the error `status` (default INVALID_ARGUMENT); only `text` of its match counts. */
	failLine: 12,
	/** Any answer: `httpStatus` (default 200) and `headers`, with `json`, `body` or `bodyBase64`, `repeat` times, in `gzip`. */
	answer: 13,
	/** The request is carried out, `bytes` (default: half) of the answer arrive, then nothing; the connection stays. */
	stall: 14,
	/** The answer arrives `bytes` (default 1) at a time, every `ms` (default 1000). Goes together with any other fault. */
	drip: 15,
	/** A list always has a next page, with the same token or a new one each time (`tokens`). Goes together with others. */
	endlessPages: 16,
	/** A list doesn't show yet what was made less than `ms` ago by the emulator's clock; without `ms`, ever. Goes together with others. */
	lag: 17,
} as const;

export type FaultKind = keyof typeof faultKinds;

/** Which requests a fault is for; everything that is given has to fit. */
export interface FaultMatch {
	method?: string;
	/** Google's host. */
	host?: string;
	/** A regular expression that the path, without the host, has to match somewhere. */
	path?: string;
	/** A text that the request's body has to contain, e.g. a prompt. */
	text?: string;
}

export interface Fault {
	kind: FaultKind;
	match?: FaultMatch;
	/** How often it strikes; without it, every time. */
	times?: number;
	/** How many matching requests pass before it strikes. */
	skip?: number;
	/** The share of matching requests that it strikes, 0 to 1. */
	probability?: number;
	/** Makes `probability` and `jitterMs` repeatable (default 1). */
	seed?: number;
	/** Of latency and lag the length, of a drip the interval. */
	ms?: number;
	jitterMs?: number;
	/** Whether the emulator's clock measures a drip, and not real time (default). */
	onClock?: boolean;
	/** Whether the request of an error, an answer or a hang is carried out all the same (default: no). */
	carriedOut?: boolean;
	httpStatus?: number;
	headers?: Record<string, string>;
	/** The body of an answer, which gets JSON's content type. */
	json?: Json;
	/** The same as a text, or as bytes in base64; its content type is for `headers` to say. */
	body?: string;
	bodyBase64?: string;
	/** How often that body is sent, one after the other (default 1): 3000 times a mebibyte takes no memory here. */
	repeat?: number;
	/** Whether it is compressed, with the header `content-encoding`. */
	gzip?: boolean;
	tokens?: 'same' | 'new';
	status?: Status;
	message?: string;
	retryAfterSeconds?: number;
	perDay?: boolean;
	atStep?: number;
	bytes?: number;
}

/** What becomes of one request. */
export interface Effects {
	latencyMs: number;
	/** Answered in place of what the service says. */
	error?: ApiError;
	answer?: Reply;
	/** Whether the service gets the request; not where the fault answers before. */
	carriedOut: boolean;
	/** How the connection ends, other than with a whole answer. */
	ending?: 'reset' | 'cut' | 'lost' | 'hang' | 'stall';
	/** How much of the answer a cut or a stall lets through, in bytes (default: half). */
	bytes?: number;
	drip?: Drip;
	/** Whether page tokens come from a fault. */
	endless: boolean;
	/** What becomes of a list. */
	reshapes: Reshape[];
	outcome?: JobOutcome;
	/** Kinds of the faults that struck. */
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
/** Kinds that any other fault can come on top of. */
const TOGETHER: readonly FaultKind[] = ['latency', 'drip', 'endlessPages', 'lag'];
/** Kinds that strike something other than a request. */
const OUTSIDE: readonly FaultKind[] = ['interrupt', 'failLine'];
const MESSAGES: Partial<Record<Status, string>> = {
	UNAVAILABLE: 'The model is overloaded. Please try again later.',
	INTERNAL:
		'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
	DEADLINE_EXCEEDED: 'The request timed out. Please try again.',
};

/** The faults that have been asked for, in that order; of those that exclude each other the first strikes. */
export class Faults {
	#entries: Entry[] = [];
	#nextId = 1;

	/** Returns an ID by which the fault can be removed. */
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

	/** After how many bytes of its body a request's connection is to break, if it is; `strike` counts it when it has. */
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

	/** Counts a line of a batch job's requests and tells the error that it is to come to, if any. */
	failingLine(line: string): ApiError | undefined {
		const due = this.#entries.find(
			(entry) =>
				entry.fault.kind === 'failLine' && line.includes(entry.fault.match?.text ?? '') && isDue(entry),
		);
		if (!due) return undefined;
		due.struck += 1;
		return plainError(due.fault.status ?? 'INVALID_ARGUMENT', due.fault.message);
	}

	/** Counts a request and decides what becomes of it. */
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

/** Whether a fault before this one leaves no room for it; a prescribed answer can be cut or stall. */
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
