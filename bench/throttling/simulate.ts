/** Compares this package's limiter with fixed concurrency, AIMD and a loop of 20 on simulated services. */
import './sources.ts';
import type { LoopRetries, Outcome } from './contestants.ts';
import type { ServiceSpec } from './service.ts';

const { aimd, fixed, ours } = await import('./contestants.ts');

export interface Result {
	name: string;
	prompts: number;
	ours: Outcome;
	/** The fastest fixed concurrency that lost the fewest prompts, chosen with foreknowledge. */
	best: Outcome & { concurrency: number };
	aimd: Outcome;
	loopOf20: Outcome;
	/** Our time divided by that of the best. */
	ratio: number;
}

const concurrencies = [
	500, 400, 320, 256, 200, 160, 128, 100, 80, 64, 50, 40, 32, 25, 20, 16, 12, 8, 6, 4, 3, 2, 1,
];
/** The loops retry in the way that suits them best on each service. */
const retryWays: LoopRetries[] = [
	{ initialMs: 1_000, longestMs: 60_000, obeysHints: true },
	{ initialMs: 100, longestMs: 5_000, obeysHints: true },
	{ initialMs: 1_000, longestMs: 60_000, obeysHints: false },
	{ initialMs: 100, longestMs: 5_000, obeysHints: false },
];

/** The result with the median ratio of the seeds. */
export async function simulate(spec: ServiceSpec, seeds: readonly number[]): Promise<Result> {
	const results: Result[] = [];
	for (const seed of seeds) results.push(await simulateOnce(spec, seed));
	results.sort((one, other) => one.ratio - other.ratio);
	const middle = results[Math.floor(results.length / 2)];
	if (middle === undefined) throw new Error('There is no seed');
	return middle;
}

async function simulateOnce(spec: ServiceSpec, seed: number): Promise<Result> {
	const candidates = new Set([...concurrencies, ...ownConcurrencies(spec)]);
	let best: Result['best'] | undefined;
	for (const concurrency of candidates)
		for (const retries of waysFor(spec)) {
			const limit = best && best.lost === 0 ? best.seconds : Infinity;
			const outcome = fixed(spec, seed, concurrency, retries, limit);
			if (outcome && isBetter(outcome, best)) best = { ...outcome, concurrency };
		}
	const own = await ours(spec, seed);
	const retries = retryWays[0];
	if (best === undefined || retries === undefined) throw new Error(`Nothing finishes with ${spec.name}`);
	const of20 = fixed(spec, seed, 20, retries, Infinity);
	const byAimd = aimd(spec, seed, retries);
	if (of20 === undefined || byAimd === undefined) throw new Error(`Nothing finishes with ${spec.name}`);
	const { name, prompts } = spec;
	return { name, prompts, ours: own, best, aimd: byAimd, loopOf20: of20, ratio: own.seconds / best.seconds };
}

/** The service's own limits of requests in flight. */
function ownConcurrencies({ inFlight = [], slower }: ServiceSpec): number[] {
	const limits = typeof inFlight === 'number' ? [inFlight] : inFlight.map(([, limit]) => limit);
	return slower ? [...limits, slower.inFlight] : limits;
}

/** Services without hints don't need the loops that ignore hints. */
function waysFor({ hint = 'none' }: ServiceSpec): LoopRetries[] {
	return hint === 'none' ? retryWays.filter(({ obeysHints }) => obeysHints) : retryWays;
}

function isBetter(one: Outcome, other: Outcome | undefined): boolean {
	if (other === undefined || one.lost !== other.lost) return other === undefined || one.lost < other.lost;
	return one.seconds < other.seconds;
}
