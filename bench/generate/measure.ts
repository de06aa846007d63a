import type { Measurement } from '../measurement.ts';
import { measurement, median, medianOfKnown } from '../measurement.ts';
import { inTurns } from '../turns.ts';
import type { Bed, Run } from './bed.ts';
import type { Entry, GenerateCase } from './cases.ts';
import { promptCount } from './cases.ts';
import type { Outcome } from './outcome.ts';
import { readOutcome } from './outcome.ts';

/** The time limit of a contestant. The built-in node waits for random latencies one after the other. */
const patienceSeconds = 400;

interface Result extends Outcome, Omit<Run, 'data'> {}

export async function measureCase(
	bed: Bed,
	round: GenerateCase,
	isChosen: (contestant: string) => boolean,
): Promise<Measurement[]> {
	const entries = round.entries.filter(({ contestant }) => isChosen(contestant.name));
	const results = await inTurns(
		entries,
		({ rounds }) => rounds,
		async (entry) => await measureOnce(bed, round, entry),
	);
	return results.map(([entry, list]) => summary(round, entry, list));
}

async function measureOnce(bed: Bed, { server, marks = {} }: GenerateCase, entry: Entry): Promise<Result> {
	const { data, ...figures } = await bed.run({
		contestant: entry.contestant,
		questions: { count: promptCount, marks },
		server,
		seconds: patienceSeconds,
	});
	const outcome = readOutcome(data, promptCount);
	return { ...outcome, ...figures };
}

/** Each figure is the median of the rounds, but lost and doubled items of any round count. */
function summary(
	{ name, floorSeconds, time }: GenerateCase,
	entry: Entry,
	results: readonly Result[],
): Measurement {
	const middle = (read: (result: Result) => number) => median(results.map(read));
	const worst = (read: (result: Result) => number) => Math.max(...results.map(read));
	const nodeSeconds = middle((result) => result.nodeSeconds);
	const serverSeconds = middle(({ traffic }) => traffic.seconds);
	return measurement(name, entry.contestant.name, {
		seconds: time === 'node' ? nodeSeconds : serverSeconds,
		floorSeconds: entry.floorSeconds ?? floorSeconds,
		answered: promptCount - worst(({ answered }) => promptCount - answered),
		lost: worst(({ lost }) => lost),
		doubled: worst(({ doubled }) => doubled),
		calls: middle(({ traffic }) => traffic.calls),
		peakInFlight: worst(({ traffic }) => traffic.peakInFlight),
		rssMB: medianOfKnown(results.map(({ peakMB }) => peakMB && Math.round(peakMB))),
		inOrder: results.every(({ inOrder }) => inOrder),
		refused: middle(({ traffic }) => traffic.refused),
		nodeSeconds,
		serverSeconds,
		processorSeconds: medianOfKnown(results.map(({ processorSeconds }) => processorSeconds)),
	});
}
