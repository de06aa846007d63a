import type { Contestant } from './dataset/contestants.ts';
import { codeNode, ourNodes, rowsAlone } from './dataset/contestants.ts';
import type { Run } from './dataset/run.ts';
import { runFresh } from './dataset/run.ts';
import type { Stage } from './dataset/stage.ts';
import { setStage } from './dataset/stage.ts';
import type { Measurement } from './measurement.ts';
import { measurement, median } from './measurement.ts';

const [few, many] = [100_000, 500_000];
const rounds = 3;
const bytesPerMB = 1e6;

/**
 * Rows of about 400 bytes become checked, split JSONL files, beside a Code node that only writes the lines; in the real n8n, with
 * its usual storage of files on disk. Every run has an n8n of its own, which has run the same on 100 rows before; the contestants
 * take turns.
 *
 * `seconds` is what the node took, by n8n's own clock; null when n8n could not save the execution. `rssMB` is the memory
 * that the node added to the rows': the greater of what n8n and the process of its Code nodes held more than when the node
 * began, and what the execution at its peak held more than one of the rows alone, saving included.
 */
export async function measureDataset(): Promise<Measurement[]> {
	await using stage = await setStage(many);
	const { quick, thorough } = ourNodes(stage.account);
	const contestants = [quick, thorough, codeNode];
	return [
		...(await compare('dataset', stage, contestants, few, rounds)),
		...(await compare('dataset of 500,000', stage, contestants, many, 1)),
	];
}

async function compare(
	name: string,
	stage: Stage,
	contestants: Contestant[],
	count: number,
	times: number,
): Promise<Measurement[]> {
	const runs = new Map<Contestant, Run[]>();
	for (let round = 0; round < times; round++) {
		for (const contestant of [rowsAlone, ...contestants]) {
			const run = await runFresh(stage, contestant, count);
			console.error(describe(contestant, count, run));
			runs.set(contestant, [...(runs.get(contestant) ?? []), run]);
		}
	}
	const level = median((runs.get(rowsAlone) ?? []).map(({ peak }) => peak));
	return contestants.map((contestant) => summarize(name, contestant, runs.get(contestant) ?? [], level));
}

function summarize(name: string, contestant: Contestant, runs: Run[], level: number): Measurement {
	const failed = runs.find(({ outcome }) => outcome !== 'success');
	const seconds = runs.flatMap((run) => run.seconds ?? []);
	const added = runs.map(({ peak, added }) => Math.max(peak - level, added ?? 0));
	return measurement(name, failed ? `${contestant.name} (${failed.outcome})` : contestant.name, {
		seconds: failed ? null : median(seconds),
		rssMB: Math.round(median(added) / bytesPerMB),
	});
}

/** One run, told while the others are still to come. */
function describe({ name }: Contestant, count: number, { outcome, seconds, peak, added }: Run): string {
	const inMB = (bytes: number) => `${Math.round(bytes / bytesPerMB)} MB`;
	const node = seconds === null ? '' : `, ${seconds} s, ${inMB(added ?? 0)} added while it ran`;
	return `${name}, ${count} rows: ${outcome}${node}, ${inMB(peak)} at the peak of the execution`;
}
