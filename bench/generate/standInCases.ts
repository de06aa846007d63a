import type { GenerateCase } from './cases.ts';
import { inBatches, ours } from './contestants.ts';
import type { StandInSettings } from './standIn.ts';

const rounds = 3;

/** The limits of `standIn.ts`, each at two network delays, beside the best setting by hand and a loop of 20. */
const limits: Array<{ name: string; settings: Partial<StandInSettings>; batch: number; everyMs: number }> = [
	{ name: '64 in flight, delay of 1 s', settings: { inFlight: 64, hintSeconds: 1 }, batch: 64, everyMs: 100 },
	{
		name: '64 in flight, delay of 30 s',
		settings: { inFlight: 64, hintSeconds: 30 },
		batch: 64,
		everyMs: 100,
	},
	{ name: '16 in flight', settings: { inFlight: 16 }, batch: 16, everyMs: 100 },
	{ name: '30 % by chance', settings: { refusedShare: 0.3 }, batch: 500, everyMs: 100 },
	{ name: '600 a minute', settings: { perMinute: 600, hintSeconds: 1 }, batch: 600, everyMs: 40_500 },
];

export const standInCases: readonly GenerateCase[] = limits.flatMap(({ name, settings, batch, everyMs }) =>
	[3, 30].map((networkMs) => ({
		name: `${name}, network ${networkMs} ms`,
		server: { faults: [], standIn: { latencyMs: 100, networkMs, ...settings } },
		floorSeconds: 0.1,
		time: 'server' as const,
		entries: [ours, inBatches('hand-tuned', batch, everyMs), inBatches('20 at a time', 20, 100)].map(
			(contestant) => ({
				contestant: { ...contestant, again: contestant.maker === 'http' },
				rounds: name === '600 a minute' ? 1 : rounds,
			}),
		),
	})),
);
