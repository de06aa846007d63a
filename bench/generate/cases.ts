import type { Fault } from '../../emulator/faults.ts';
import type { Contestant } from './contestants.ts';
import { builtIn, httpRequest, inBatches, ours, oursWith } from './contestants.ts';
import type { ServerSettings } from './emulator.ts';
import type { Marks } from './prompts.ts';
import { pickPrompts, signOf } from './prompts.ts';

/** The contestants of a case and their numbers of rounds; the median counts. */
export interface Entry {
	contestant: Contestant;
	rounds: number;
	/** A higher floor for contestants whose own setting is slower. */
	floorSeconds?: number;
}

/** A situation at the server that all contestants meet. */
export interface GenerateCase {
	name: string;
	server: ServerSettings;
	marks?: Marks;
	/** The lowest possible time. */
	floorSeconds: number;
	/** The compared time: the node's, or the server's from the first request to the last response. */
	time: 'node' | 'server';
	entries: readonly Entry[];
}

export const promptCount = 1000;

const latency: Fault = { kind: 'latency', ms: 100 };
const fiftyASecond = inBatches('50 a second', 50, 1000);

/** Several rounds if one takes seconds, one if it takes a minute. */
const quick = (contestant: Contestant): Entry => ({ contestant, rounds: 3 });
const slow = (contestant: Contestant): Entry => ({ contestant, rounds: 1 });

const unlimited: GenerateCase = {
	name: 'unlimited',
	server: { faults: [latency] },
	floorSeconds: 0.1,
	time: 'node',
	entries: [
		quick(ours),
		quick(httpRequest),
		{ ...quick(oursWith(50)), floorSeconds: 2 },
		{ ...slow(oursWith(1)), floorSeconds: 100 },
		slow(fiftyASecond),
		slow(builtIn),
	],
};

const random: GenerateCase = {
	name: 'random',
	server: { faults: [{ kind: 'latency', ms: 50, jitterMs: 451, seed: 5 }] },
	floorSeconds: 0.5,
	time: 'node',
	entries: [quick(ours), quick(httpRequest), slow(fiftyASecond), slow(builtIn)],
};

const concurrent64: GenerateCase = {
	name: 'concurrent64',
	server: { faults: [latency], limits: { concurrent: 64 } },
	floorSeconds: 1.6,
	time: 'server',
	entries: [
		quick(ours),
		quick(httpRequest),
		quick(inBatches('hand-tuned', 64, 100)),
		slow(fiftyASecond),
		slow(builtIn),
	],
};

const perMinute600: GenerateCase = {
	name: 'perMinute600',
	server: { faults: [latency], limits: { perMinute: 600 } },
	floorSeconds: 40,
	time: 'server',
	entries: [
		slow(ours),
		slow(httpRequest),
		slow(inBatches('hand-tuned', 600, 40_500)),
		slow(fiftyASecond),
		slow(builtIn),
	],
};

/** With this seed, the first request isn't a hanging one. A node without a timeout would wait forever for its response. */
const unlucky = pickPrompts(45, promptCount, 9);
const [refused, failing, blocked, hanging] = [
	unlucky.slice(0, 20),
	unlucky.slice(20, 30),
	unlucky.slice(30, 40),
	unlucky.slice(40),
];
const requestTimeoutSeconds = 5;

/** The fault of a prompt's first request; its retry succeeds. */
const once = (prompts: readonly number[], fault: Fault): Fault[] =>
	prompts.map((prompt) => ({ ...fault, match: { text: signOf(prompt) }, times: 1 }));

const faults: GenerateCase = {
	name: 'faults',
	server: {
		faults: [
			latency,
			...once(refused, {
				kind: 'error',
				status: 'RESOURCE_EXHAUSTED',
				message: 'Resource has been exhausted (e.g. check quota).',
			}),
			...once(failing, { kind: 'error', status: 'INTERNAL' }),
			...once(hanging, { kind: 'hang' }),
		],
	},
	marks: Object.fromEntries(blocked.map((prompt) => [prompt, ' [[block]]'])),
	floorSeconds: requestTimeoutSeconds + 0.1,
	time: 'node',
	entries: [
		quick({ ...ours, options: { requestTimeout: requestTimeoutSeconds } }),
		quick({ ...httpRequest, options: { timeout: requestTimeoutSeconds * 1000 } }),
		quick({
			...httpRequest,
			name: 'HTTP Request, hand-tuned',
			options: { timeout: requestTimeoutSeconds * 1000 },
			again: true,
		}),
		slow(builtIn),
	],
};

export const generateCases: readonly GenerateCase[] = [unlimited, random, concurrent64, perMinute600, faults];
