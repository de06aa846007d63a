import type { Measurement } from '../measurement.ts';
import { measurement } from '../measurement.ts';
import type { Bed } from './bed.ts';
import type { Contestant } from './contestants.ts';
import { httpRequest, ours } from './contestants.ts';
import { readOutcome } from './outcome.ts';

const sizes = [5_000, 20_000];

/** Memory per item, with few prompts and with many; each in an n8n of its own. */
export async function measureMemory(
	bed: Bed,
	isChosen: (contestant: string) => boolean,
): Promise<Measurement[]> {
	const measurements: Measurement[] = [];
	for (const contestant of [ours, httpRequest].filter(({ name }) => isChosen(name))) {
		for (const count of sizes) measurements.push(await measureSize(bed, contestant, count));
	}
	return measurements;
}

async function measureSize(bed: Bed, contestant: Contestant, count: number): Promise<Measurement> {
	const { data, traffic, idleMB, peakMB, processorSeconds } = await bed.runInFreshN8n({
		contestant,
		questions: { count },
		server: { faults: [{ kind: 'latency', ms: 100 }] },
		seconds: 400,
	});
	const { answered, lost, doubled, inOrder, nodeSeconds } = readOutcome(data, count);
	const aboveIdle = peakMB === null || idleMB === null ? null : peakMB - idleMB;
	return measurement('memory', `${contestant.name}, ${count.toLocaleString('en-US')} prompts`, {
		seconds: nodeSeconds,
		answered,
		lost,
		doubled,
		calls: traffic.calls,
		peakInFlight: traffic.peakInFlight,
		rssMB: peakMB === null ? null : Math.round(peakMB),
		inOrder,
		refused: traffic.refused,
		nodeSeconds,
		serverSeconds: traffic.seconds,
		processorSeconds,
		kilobytesPerItem: aboveIdle === null ? null : (aboveIdle * 1024) / count,
	});
}
