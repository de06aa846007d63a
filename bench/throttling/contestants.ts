/** Ways to send all prompts to a service: this package's limiter, and others to compare it with. */
import type { Random } from '../../emulator/random.ts';
import { seededRandom } from '../../emulator/random.ts';
import type { LimiterClock } from '../../nodes/shared/google/throttling/limiter.ts';
import type { Response, ServiceSpec } from './service.ts';
import { createService } from './service.ts';
import { VirtualClient, requestTimeoutMs } from './virtualTime.ts';

export interface Outcome {
	seconds: number;
	lost: number;
	requests: number;
	refused: number;
}

/** Requests per prompt, the node's default. */
const tries = 8;

function clientOf(spec: ServiceSpec, seed: number): VirtualClient {
	return new VirtualClient(createService(spec, seed), spec.networkMs);
}

function outcomeOf({ time, requests, refused }: VirtualClient, lost: number): Outcome {
	return { seconds: time.now / 1000, lost, requests, refused };
}

const { createLimiter } = await import('../../nodes/shared/google/throttling/limiter.ts');
const { trying, acquireWithin } = await import('../../nodes/shared/google/throttling/tries.ts');
const { ConnectionError, GoogleApiError } = await import('../../nodes/shared/google/http/googleErrors.ts');

/** Sends the prompts like Gemini Generate Content, with its real limiter and retries. */
export async function ours(spec: ServiceSpec, seed: number): Promise<Outcome> {
	const client = clientOf(spec, seed);
	const { time } = client;
	const clock: LimiterClock = {
		now: () => time.now,
		random: seededRandom(seed),
		sleep: async (ms, signal) =>
			await new Promise((wake, reject) => {
				signal?.addEventListener('abort', () => reject(new Error('stopped')));
				// Node's timers take at least one millisecond.
				time.at(time.now + Math.max(1, ms), () => client.work(0, wake));
			}),
	};
	const shared = createLimiter(clock);
	const { executions = 1 } = spec;
	const bounds = { tries, requestTimeoutMs };
	let lost = 0;
	const send = async (prompt: number) =>
		await new Promise<void>((resolve, reject) =>
			client.send(prompt, (response) => {
				if (response.status === 200) resolve();
				else reject(errorOf(response));
			}),
		);
	const sendAll = async (first: number) => {
		const limiter = shared.open();
		const inFlight: Array<Promise<void>> = [];
		for (let prompt = first; prompt < spec.prompts; prompt += executions) {
			const permit = await acquireWithin(limiter, bounds, {});
			const sent = trying(limiter, clock, async () => await send(prompt), bounds, { first: permit });
			inFlight.push(
				sent.then(
					() => undefined,
					() => void (lost += 1),
				),
			);
		}
		await Promise.all(inFlight);
	};
	let hasEnded = false;
	void Promise.all(Array.from({ length: executions }, async (_, first) => await sendAll(first))).then(
		() => (hasEnded = true),
	);
	do await new Promise(setImmediate);
	while (!hasEnded && time.step());
	if (!hasEnded) throw new Error(`${spec.name}: a prompt never ended`);
	return outcomeOf(client, lost);
}

function errorOf({ status, retryDelayMs }: Response): Error {
	if (status === 0) return new ConnectionError('No response arrived');
	if (retryDelayMs === undefined) return new GoogleApiError(status, {});
	const retryDelay = `${(retryDelayMs / 1000).toFixed(9)}s`;
	return new GoogleApiError(status, {
		details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }],
	});
}

/** How a loop retries one prompt. */
export interface LoopRetries {
	/** Milliseconds after the first failure, doubled after each further one. */
	initialMs: number;
	longestMs: number;
	obeysHints: boolean;
}

/** How many requests a loop keeps in flight, the waits between tries included. */
interface LoopLimit {
	current(): number;
	success(): void;
	refused(now: number, sentAt: number): void;
}

const fixedLimit = (most: number): LoopLimit => ({
	current: () => most,
	success: () => undefined,
	refused: () => undefined,
});

/** Additive increase by one per round, multiplicative decrease by half at most once per round. */
function aimdLimit(): LoopLimit {
	let limit = 20;
	let loweredAt = -Infinity;
	return {
		current: () => Math.floor(limit),
		success: () => void (limit = Math.min(500, limit + 1 / limit)),
		refused(now, sentAt) {
			if (sentAt < loweredAt) return;
			limit = Math.max(1, limit / 2);
			loweredAt = now;
		},
	};
}

/** Sends the prompts with a fixed number of concurrent calls. @returns undefined if that takes longer than the limit */
export function fixed(
	spec: ServiceSpec,
	seed: number,
	concurrency: number,
	retries: LoopRetries,
	limitSeconds: number,
): Outcome | undefined {
	return loop(spec, seed, () => fixedLimit(concurrency), retries, limitSeconds);
}

export function aimd(spec: ServiceSpec, seed: number, retries: LoopRetries): Outcome | undefined {
	return loop(spec, seed, aimdLimit, retries, Infinity);
}

function loop(
	spec: ServiceSpec,
	seed: number,
	limitOf: () => LoopLimit,
	retries: LoopRetries,
	limitSeconds: number,
): Outcome | undefined {
	const client = clientOf(spec, seed);
	const { time } = client;
	const { executions = 1 } = spec;
	const random = seededRandom(seed);
	let unfinished = spec.prompts;
	let lost = 0;
	for (let first = 0; first < executions; first++) {
		const limit = limitOf();
		let next = first;
		let running = 0;
		const start = () => {
			while (next < spec.prompts && running < limit.current()) {
				const prompt = next;
				next += executions;
				running += 1;
				attempt(prompt, 1);
			}
		};
		const end = () => {
			running -= 1;
			unfinished -= 1;
			start();
		};
		const attempt = (prompt: number, count: number) => {
			const sentAt = time.now;
			client.send(prompt, (response) => {
				if (response.status === 200) {
					limit.success();
					return end();
				}
				limit.refused(time.now, sentAt);
				if (count < tries)
					return time.at(time.now + pauseMs(response, count, retries, random), () =>
						attempt(prompt, count + 1),
					);
				lost += 1;
				end();
			});
		};
		start();
	}
	while (unfinished > 0) {
		if (!time.step()) throw new Error(`${spec.name}: a prompt never ended`);
		if (time.now > limitSeconds * 1000) return undefined;
	}
	return outcomeOf(client, lost);
}

function pauseMs(
	{ retryDelayMs }: Response,
	count: number,
	{ initialMs, longestMs, obeysHints }: LoopRetries,
	random: Random,
): number {
	if (obeysHints && retryDelayMs !== undefined) return retryDelayMs + random() * 250;
	return Math.min(longestMs, initialMs * 2 ** (count - 1)) * (0.5 + 0.5 * random());
}
