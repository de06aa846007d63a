/** The simulated services: a list by hand, and as many as needed drawn at random. */
import type { Random } from '../../emulator/random.ts';
import { seededRandom } from '../../emulator/random.ts';
import type { Hint, Latency, ServiceSpec } from './service.ts';

type Traits = Omit<ServiceSpec, 'name' | 'prompts' | 'latency'>;

const fixed = (ms: number): Latency => ({ kind: 'fixed', ms });
const uniform = (from: number, to: number): Latency => ({ kind: 'uniform', from, to });
const logNormal = (median: number, sigma = 0.6): Latency => ({ kind: 'logNormal', median, sigma });
const quick = fixed(100);

const listed: ServiceSpec[] = [];

function add(name: string, traits: Traits, latency = quick, prompts = 1_000): void {
	listed.push({ name, prompts, latency, ...traits });
}

const seconds: Hint[] = [{ ms: 1_000 }, { ms: 30_000 }];

for (const [name, latency, prompts] of [
	['100 ms', quick, 1_000],
	['20 ms', fixed(20), 20_000],
	['50–500 ms', uniform(50, 500), 1_000],
	['log-normal 1 s', logNormal(1_000), 1_000],
	['1–8 s', uniform(1_000, 8_000), 1_000],
	['30 s', fixed(30_000), 1_000],
	['20 prompts', quick, 20],
] as const)
	add(`no limit, ${name}`, {}, latency, prompts);

for (const inFlight of [1, 2, 4, 8, 16, 32, 64, 100, 200, 500])
	add(`${inFlight} in flight`, { inFlight }, quick, inFlight === 500 ? 5_000 : 1_000);
for (const inFlight of [4, 16, 64, 200])
	for (const hint of seconds)
		add(`${inFlight} in flight, hint ${typeof hint === 'object' && 'ms' in hint ? hint.ms / 1000 : ''} s`, {
			inFlight,
			hint,
		});
for (const hint of seconds) {
	add(`16 in flight, 50–500 ms, hint ${JSON.stringify(hint)}`, { inFlight: 16, hint }, uniform(50, 500));
	add(`64 in flight, log-normal 2 s, hint ${JSON.stringify(hint)}`, { inFlight: 64, hint }, logNormal(2_000));
}
add('4 in flight, 1–8 s', { inFlight: 4 }, uniform(1_000, 8_000), 200);
add('16 in flight, 1–8 s', { inFlight: 16 }, uniform(1_000, 8_000), 500);
add('64 in flight, 1–8 s', { inFlight: 64 }, uniform(1_000, 8_000));
add('64 in flight, refused after 100 ms', { inFlight: 64, refusedAfterMs: 100 });
add('64 in flight, network 30 ms', { inFlight: 64, networkMs: 30 });
add('16 in flight, network 30 ms, 20 prompts', { inFlight: 16, networkMs: 30 }, quick, 20);
add('16 in flight, 100 prompts', { inFlight: 16 }, quick, 100);
add('64 in flight, 20,000 prompts', { inFlight: 64 }, quick, 20_000);
add('16 in flight, 30 s, 200 prompts', { inFlight: 16 }, fixed(30_000), 200);

for (const [perMinute, prompts] of [
	[10, 30],
	[60, 200],
	[600, 1_000],
	[3_000, 4_000],
	[10_000, 15_000],
] as const) {
	for (const hint of ['exact', 'none'] as const) {
		add(`bucket of ${perMinute}, hint ${hint}`, { bucket: { perMinute }, hint }, quick, prompts);
		add(
			`aligned window of ${perMinute}, hint ${hint}`,
			{ window: { perMinute, kind: 'aligned' }, hint },
			quick,
			prompts,
		);
	}
	add(`sliding window of ${perMinute}, no hint`, { window: { perMinute, kind: 'sliding' } }, quick, prompts);
}
for (const [name, hint] of [
	['1 s', { ms: 1_000 }],
	['30 s', { ms: 30_000 }],
	['a third', { times: 0.3 }],
	['threefold', { times: 3 }],
	['Retry-After', 'retryAfter'],
] as const) {
	add(`bucket of 600, hint ${name}`, { bucket: { perMinute: 600 }, hint });
	add(`sliding window of 600, hint ${name}`, { window: { perMinute: 600, kind: 'sliding' }, hint });
}
add('bucket of 600 with a burst of 10', { bucket: { perMinute: 600, burst: 10 } });
add('bucket of 60 with a burst of 1', { bucket: { perMinute: 60, burst: 1 }, hint: 'exact' }, quick, 100);
add('bucket of 600, 1–8 s', { bucket: { perMinute: 600 } }, uniform(1_000, 8_000));
add('bucket of 3,000, log-normal 1 s', { bucket: { perMinute: 3_000 } }, logNormal(1_000), 4_000);

for (const share of [0.01, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6]) {
	add(`${share * 100} % refused at random`, { refusedShare: share });
	add(`${share * 100} % refused at random, 1–8 s`, { refusedShare: share }, uniform(1_000, 8_000));
}
add('30 % refused at random, hint 1 s', { refusedShare: 0.3, hint: { ms: 1_000 } });
add('10 % refused at random, hint 30 s', { refusedShare: 0.1, hint: { ms: 30_000 } });
add('30 % refused at random, 20 prompts', { refusedShare: 0.3 }, quick, 20);
add('30 % refused at random, 10,000 prompts', { refusedShare: 0.3 }, quick, 10_000);
add('10 % refused at random, log-normal 10 s', { refusedShare: 0.1 }, logNormal(10_000));

for (const [inFlight, exponent] of [
	[10, 1],
	[50, 1],
	[200, 1],
	[50, 0.5],
] as const)
	add(`slower from ${inFlight} in flight (^${exponent})`, { slower: { inFlight, exponent } });

for (const hint of ['none', { ms: 1_000 }] as const) {
	const name = hint === 'none' ? 'no hint' : 'hint 1 s';
	add(`64 in flight, then 16, then 64, ${name}`, {
		inFlight: [
			[0, 64],
			[1_000, 16],
			[3_000, 64],
		],
		hint,
	});
	add(
		`16 in flight, then 64, ${name}`,
		{
			inFlight: [
				[0, 16],
				[10_000, 64],
			],
			hint,
		},
		quick,
		8_000,
	);
	add(
		`200 in flight, then 20, ${name}`,
		{
			inFlight: [
				[0, 200],
				[5_000, 20],
			],
			hint,
		},
		uniform(50, 500),
		5_000,
	);
}
add(
	'bucket of 600, then 300',
	{
		bucket: {
			perMinute: [
				[0, 600],
				[30_000, 300],
			],
		},
	},
	quick,
	1_200,
);
add(
	'bucket of 300, then 1,200',
	{
		bucket: {
			perMinute: [
				[0, 300],
				[60_000, 1_200],
			],
		},
	},
	quick,
	2_000,
);

for (const ms of [5_000, 60_000])
	for (const status of [503, 500] as const)
		add(`outage of ${ms / 1000} s with ${status}`, { outage: { from: 500, ms, status } }, quick, 2_000);
add(
	'outage of 5 s, 1–8 s',
	{ outage: { from: 5_000, ms: 5_000, status: 503 } },
	uniform(1_000, 8_000),
	1_000,
);
add(
	'64 in flight, outage of 5 s',
	{ inFlight: 64, outage: { from: 1_000, ms: 5_000, status: 503 } },
	quick,
	2_000,
);

for (const traits of [
	{ inFlight: 64 },
	{ inFlight: 64, hint: { ms: 1_000 } },
	{ bucket: { perMinute: 600 }, hint: 'exact' },
	{ refusedShare: 0.3 },
	{},
] as const)
	add(`two executions, ${JSON.stringify(traits)}`, { ...traits, executions: 2 });

add('64 in flight and 600 a minute', { inFlight: 64, bucket: { perMinute: 600 } });
add('64 in flight and 600 a minute, exact hint', {
	inFlight: 64,
	bucket: { perMinute: 600 },
	hint: 'exact',
});
add('16 in flight and 3,000 a minute', { inFlight: 16, bucket: { perMinute: 3_000 } }, quick, 5_000);
add('64 in flight and 10 % at random', { inFlight: 64, refusedShare: 0.1 }, quick, 3_000);
add('16 in flight and 30 % at random', { inFlight: 16, refusedShare: 0.3 });
add('600 a minute and 10 % at random', { bucket: { perMinute: 600 }, refusedShare: 0.1 });
add('64 in flight, 10 % at random, 1–8 s', { inFlight: 64, refusedShare: 0.1 }, uniform(1_000, 8_000), 1_000);
add('64 in flight, slower from 32', { inFlight: 64, slower: { inFlight: 32, exponent: 1 } });

export const listedServices: readonly ServiceSpec[] = listed;

/** Draws services with one to three limits, for a check on services that nobody tuned the limiter for. */
export function drawServices(count: number, seed: number): ServiceSpec[] {
	const random = seededRandom(seed);
	return Array.from({ length: count }, () => drawService(random));
}

function drawService(random: Random): ServiceSpec {
	const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
	const between = (from: number, to: number) => Math.round(from * (to / from) ** random());
	const ms = between(20, 8_000);
	const latency = pick([fixed(ms), uniform(ms / 2, ms * 2), logNormal(ms)]);
	const hint = pick<Hint>([
		'none',
		'none',
		'exact',
		'retryAfter',
		{ ms: between(500, 30_000) },
		{ times: between(300, 3_000) / 1_000 },
	]);
	const kinds: Array<() => Traits> = [
		() => ({ inFlight: between(1, 500) }),
		() => ({ inFlight: between(4, 200) }),
		() => ({ bucket: { perMinute: between(30, 10_000) } }),
		() => ({ window: { perMinute: between(30, 10_000), kind: pick(['aligned', 'sliding']) } }),
		() => ({ refusedShare: between(10, 450) / 1_000 }),
		() => ({ slower: { inFlight: between(10, 200), exponent: 1 } }),
		() => ({ outage: { from: between(500, 10_000), ms: pick([5_000, 60_000]), status: pick([429, 503]) } }),
	];
	const number = pick([1, 1, 2]);
	const traits: Traits = Object.assign({}, ...Array.from({ length: number }, () => pick(kinds)()));
	const quota = Number(traits.bucket?.perMinute ?? traits.window?.perMinute ?? Infinity);
	const prompts = Math.min(between(20, 5_000), Math.round(quota * 3));
	const { executions, networkMs } = { executions: pick([1, 1, 1, 2]), networkMs: pick([0, 3, 30]) };
	const all = { ...traits, hint, executions, networkMs };
	return { name: JSON.stringify({ prompts, latency, ...all }), prompts, latency, ...all };
}
