/** The case `throttling`: all simulated services, in a minute of processor time. */
import { drawServices, listedServices } from './services.ts';
import type { ServiceSpec } from './service.ts';
import type { Result } from './simulate.ts';
import { simulate } from './simulate.ts';

interface Summary {
	services: number;
	/** Services on which our time is at most 1.15 times that of the best fixed concurrency. */
	within115: number;
	/** The same for 1.5 times. */
	within150: number;
	/** Services with at least twice the time. */
	atLeast2x: number;
	worst: { name: string; ratio: number };
	/** Services on which we gave up prompts that the best one delivers. */
	failed: number;
	/** Services with more than 1.2 times the best one's 429s, plus 5 % of the prompts, plus 100. */
	tooManyRefused: number;
	requestsPerPrompt: number;
}

const seeds = [1, 2, 3];
/** Services with many prompts vary little. */
const manyPrompts = 500;
/** The seed of the services that nobody tuned the limiter for. */
const drawnSeed = 20_261;
const drawnCount = 100;

/** @returns the line of JSON, and a table of all services */
export async function simulateThrottling(): Promise<{ line: string; table: string }> {
	const listed = await simulateAll(listedServices, seeds);
	const drawn = await simulateAll(drawServices(drawnCount, drawnSeed), seeds.slice(0, 1));
	return {
		line: JSON.stringify({ throttling: summarize(listed), drawn: summarize(drawn) }),
		table: [...listed, ...drawn].map(rowOf).join('\n'),
	};
}

async function simulateAll(services: readonly ServiceSpec[], fewSeeds: readonly number[]): Promise<Result[]> {
	const results: Result[] = [];
	for (const spec of services)
		results.push(await simulate(spec, spec.prompts > manyPrompts ? fewSeeds.slice(0, 1) : fewSeeds));
	return results;
}

function summarize(results: readonly Result[]): Summary {
	const count = (matches: (result: Result) => boolean) => results.filter(matches).length;
	const [worst] = results.toSorted((one, other) => other.ratio - one.ratio);
	const sum = (read: (result: Result) => number) => results.reduce((total, one) => total + read(one), 0);
	return {
		services: results.length,
		within115: count(({ ratio }) => ratio <= 1.15),
		within150: count(({ ratio }) => ratio <= 1.5),
		atLeast2x: count(({ ratio }) => ratio >= 2),
		worst: { name: worst?.name ?? '', ratio: rounded(worst?.ratio ?? 0) },
		failed: count(({ ours, best }) => ours.lost > best.lost),
		tooManyRefused: count(
			({ ours, best, prompts }) => ours.refused > 1.2 * best.refused + 0.05 * prompts + 100,
		),
		requestsPerPrompt: rounded(sum(({ ours }) => ours.requests) / sum(({ prompts }) => prompts)),
	};
}

function rowOf({ name, ours, best, aimd, loopOf20, ratio }: Result): string {
	const cell = ({ seconds, lost, refused }: Result['ours']) =>
		`${seconds.toFixed(1)} s, ${refused} refused${lost > 0 ? `, ${lost} lost` : ''}`;
	const others = `best ${cell(best)} with ${best.concurrency}; AIMD ${cell(aimd)}; 20 at a time ${cell(loopOf20)}`;
	return `${ratio.toFixed(2)}  ${name}: ${cell(ours)}; ${others}`;
}

function rounded(value: number): number {
	return Math.round(value * 1_000) / 1_000;
}
