import type { Measurement } from '../measurement.ts';
import { measurement, median } from '../measurement.ts';
import { inTurns } from '../turns.ts';
import type { Bed, Stopped } from './bed.ts';
import { promptCount } from './cases.ts';
import type { Contestant } from './contestants.ts';
import { httpRequest, ours } from './contestants.ts';

const rounds = 5;
/** By then some responses have arrived and many requests are in flight. */
const callsBefore = 300;

/** How long requests continue after the user presses *Stop*. */
export async function measureCancel(
	bed: Bed,
	isChosen: (contestant: string) => boolean,
): Promise<Measurement[]> {
	const contestants = [ours, httpRequest].filter(({ name }) => isChosen(name));
	const results = await inTurns(
		contestants,
		() => rounds,
		async (contestant) => await stopOnce(bed, contestant),
	);
	return results.map(([{ name }, list]) =>
		measurement('cancel', name, {
			seconds: median(list.map(({ seconds }) => seconds)),
			calls: median(list.map(({ traffic }) => traffic.calls)),
			peakInFlight: Math.max(...list.map(({ traffic }) => traffic.peakInFlight)),
		}),
	);
}

async function stopOnce(bed: Bed, contestant: Contestant): Promise<Stopped> {
	const task = {
		contestant,
		questions: { count: promptCount },
		server: { faults: [{ kind: 'latency' as const, ms: 500, jitterMs: 1000, seed: 6 }] },
		seconds: 60,
	};
	return await bed.stop(task, callsBefore);
}
