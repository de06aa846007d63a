import type { INodeExecutionData, IRunExecutionData, ITaskData } from 'n8n-workflow';
import { answeredPrompt } from './prompts.ts';

/** The output of the measured node. */
export interface Outcome {
	/** Prompts with a text, or with Google's reason for an empty response. */
	answered: number;
	/** Prompts without any output. */
	lost: number;
	/** Prompts with more than one output. */
	doubled: number;
	/** Whether the outputs are in the order of the prompts. */
	inOrder: boolean;
	/** From the start of the node's first run to the end of its last. */
	nodeSeconds: number;
}

interface Output {
	prompt: number;
	answered: boolean;
}

/** Reads the results of `Ask` for prompts 0 to `count` - 1. */
export function readOutcome({ resultData }: IRunExecutionData, count: number): Outcome {
	const runs = resultData.runData['Ask'] ?? [];
	const outlets = [0, 1].map((outlet) => outputsOf(runs, outlet));
	const outputs = outlets.flat();
	const times = new Map<number, number>();
	for (const { prompt } of outputs) times.set(prompt, (times.get(prompt) ?? 0) + 1);
	return {
		answered: new Set(outputs.filter(({ answered }) => answered).map(({ prompt }) => prompt)).size,
		lost: count - times.size,
		doubled: [...times.values()].filter((outputsOfOne) => outputsOfOne > 1).length,
		inOrder: outlets.every(ascends),
		nodeSeconds: secondsOf(runs),
	};
}

function ascends(outputs: readonly Output[]): boolean {
	return outputs.every(({ prompt }, i) => i === 0 || prompt > (outputs[i - 1]?.prompt ?? 0));
}

function secondsOf(runs: readonly ITaskData[]): number {
	const starts = runs.map(({ startTime }) => startTime);
	const ends = runs.map(({ startTime, executionTime }) => startTime + executionTime);
	return runs.length === 0 ? 0 : (Math.max(...ends) - Math.min(...starts)) / 1000;
}

/** The final items of an output. Items that failed in any run but the last went through the node again. */
function outputsOf(runs: readonly ITaskData[], outlet: number): Output[] {
	return runs.flatMap((run, index) => {
		if (outlet > 0 && index < runs.length - 1) return [];
		const items = run.data?.['main']?.[outlet] ?? [];
		return items.map((item) => readOutput(item, promptOf(runs, index, pairedIndex(item))));
	});
}

function readOutput({ json }: INodeExecutionData, prompt: number): Output {
	const blocked = /"blockReason":"/.test(JSON.stringify(json));
	const answers = answeredPrompt(json);
	if (answers !== undefined && answers !== prompt && json['error'] === undefined)
		throw new Error(`Prompt ${prompt} got the response of prompt ${answers}`);
	return { prompt, answered: json['error'] === undefined && (blocked || answers === prompt) };
}

/** The prompt of an input item of a run. Items from the error output of an earlier run are traced back. */
function promptOf(runs: readonly ITaskData[], index: number, item: number): number {
	const source = runs[index]?.source[0];
	if (source?.previousNode !== 'Ask') return item;
	const { previousNodeRun = 0, previousNodeOutput = 0 } = source;
	const before = runs[previousNodeRun]?.data?.['main']?.[previousNodeOutput]?.[item];
	if (!before) throw new Error(`Item ${item} of run ${index} has no source`);
	return promptOf(runs, previousNodeRun, pairedIndex(before));
}

function pairedIndex({ pairedItem }: INodeExecutionData): number {
	const [first] = [pairedItem].flat();
	if (first === undefined) throw new Error('An output has no paired item');
	return typeof first === 'number' ? first : first.item;
}
