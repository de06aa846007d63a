import type { Contestant } from './dataset/contestants.ts';
import { codeNode, ourNodes, rowsAlone } from './dataset/contestants.ts';
import type { Run } from './dataset/run.ts';
import { runFresh } from './dataset/run.ts';
import type { Stage } from './dataset/stage.ts';
import { setStage } from './dataset/stage.ts';
import type { Measurement } from './measurement.ts';
import { measurement, median, medianOfKnown } from './measurement.ts';
import { inTurns } from './turns.ts';

const [few, many] = [100_000, 500_000];
const rounds = 3;
const bytesPerMB = 1e6;

/**
 * Rows of about 400 bytes become checked, split JSONL files, beside a Code node that only writes the lines. Both run in the
 * real n8n with its default storage of files on disk. Every run has an n8n of its own, warmed up on 100 rows; the
 * contestants alternate.
 *
 * `seconds` is the execution's time minus the time of an execution that only reads the rows, from the request until n8n has
 * saved it; null if n8n can't save it. `rssMB` is the memory of the node without the rows, as the greater of two values:
 * the growth of n8n and its Code nodes' process since the node's start, and the difference of the executions' peaks.
 */
export async function measureDataset(): Promise<Measurement[]> {
	await using stage = await setStage(many);
	const { quick, thorough } = ourNodes(stage.account);
	const contestants = [quick, thorough, codeNode];
	return [
		...(await compare('dataset', stage, contestants, few)),
		...(await compare('dataset of 500,000', stage, contestants, many)),
	];
}

async function compare(
	name: string,
	stage: Stage,
	contestants: Contestant[],
	count: number,
): Promise<Measurement[]> {
	const runOnce = async (contestant: Contestant) => {
		const run = await runFresh(stage, contestant, count);
		console.error(describe(contestant, count, run));
		return run;
	};
	const [first, ...results] = await inTurns([rowsAlone, ...contestants], () => rounds, runOnce);
	const alone = first?.[1] ?? [];
	const level: Level = {
		seconds: median(alone.map(({ wholeSeconds }) => wholeSeconds)),
		peak: median(alone.map(({ peak }) => peak)),
	};
	return results.map(([contestant, runs]) => summarize(name, contestant, runs, level));
}

/** The time and peak of an execution that only reads the rows. */
interface Level {
	seconds: number;
	peak: number;
}

function summarize(name: string, contestant: Contestant, runs: Run[], level: Level): Measurement {
	const failed = runs.find(({ outcome }) => outcome !== 'success');
	const added = runs.map(({ peak, added }) => Math.max(peak - level.peak, added ?? 0));
	return measurement(name, failed ? `${contestant.name} (${failed.outcome})` : contestant.name, {
		seconds: failed ? null : median(runs.map(({ wholeSeconds }) => wholeSeconds)) - level.seconds,
		rssMB: Math.round(median(added) / bytesPerMB),
		nodeSeconds: medianOfKnown(runs.map(({ nodeSeconds }) => nodeSeconds)),
	});
}

/** The log line of one run, written while others are still to come. */
function describe({ name }: Contestant, count: number, run: Run): string {
	const inMB = (bytes: number) => `${Math.round(bytes / bytesPerMB)} MB`;
	const whole = `${run.wholeSeconds.toFixed(2)} s and ${inMB(run.peak)} in all`;
	const node = run.nodeSeconds === null ? '' : `; the node ${run.nodeSeconds} s and ${inMB(run.added ?? 0)}`;
	return `${name}, ${count} rows: ${run.outcome}, ${whole}${node}`;
}
