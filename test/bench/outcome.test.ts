import type { INodeExecutionData, IRunExecutionData, ITaskData } from 'n8n-workflow';
import { createRunExecutionData } from 'n8n-workflow';
import { readOutcome } from '../../bench/generate/outcome.ts';
import { answeredPrompt, pickPrompts } from '../../bench/generate/prompts.ts';

const answer = (prompt: number, item = prompt): INodeExecutionData => ({
	json: { text: `green #${prompt}` },
	pairedItem: { item },
});
const failure = (item: number): INodeExecutionData => ({
	json: { error: 'Later.', prompt: `green #${item}, red #${item}` },
	pairedItem: { item },
});

function runOf(outlets: INodeExecutionData[][], from: Partial<ITaskData> = {}): ITaskData {
	return {
		startTime: 1000,
		executionTime: 2000,
		executionIndex: 0,
		source: [{ previousNode: 'Prompts' }],
		data: { main: outlets },
		...from,
	};
}

function dataOf(...runs: ITaskData[]): IRunExecutionData {
	const data = createRunExecutionData();
	data.resultData.runData = { Ask: runs };
	return data;
}

it('counts answered, lost and doubled prompts, and checks the order', () => {
	expect(readOutcome(dataOf(runOf([[answer(0), answer(1), answer(2)]])), 3)).toEqual({
		answered: 3,
		lost: 0,
		doubled: 0,
		inOrder: true,
		nodeSeconds: 2,
	});
	expect(readOutcome(dataOf(runOf([[answer(2), answer(0), answer(0)]])), 4)).toMatchObject({
		answered: 2,
		lost: 2,
		doubled: 1,
		inOrder: false,
	});
});

it('counts a block reason as a response, and an error neither as a response nor as lost', () => {
	const blocked = { json: { blocked: true, blockReason: 'SAFETY' }, pairedItem: { item: 1 } };
	expect(readOutcome(dataOf(runOf([[answer(0), blocked], [failure(2)]])), 3)).toMatchObject({
		answered: 2,
		lost: 0,
	});
});

it('follows items that failed and went through the node again', () => {
	const again = runOf([[answer(1, 0)], []], {
		startTime: 4000,
		source: [{ previousNode: 'Ask', previousNodeOutput: 1, previousNodeRun: 0 }],
	});
	expect(readOutcome(dataOf(runOf([[answer(0), answer(2)], [failure(1)]]), again), 3)).toEqual({
		answered: 3,
		lost: 0,
		doubled: 0,
		inOrder: false,
		nodeSeconds: 5,
	});
});

it('counts everything as lost if the node failed', () => {
	expect(readOutcome(dataOf({ ...runOf([]), executionStatus: 'error' }), 5)).toMatchObject({
		answered: 0,
		lost: 5,
	});
});

it('rejects a response that belongs to another prompt', () => {
	expect(() => readOutcome(dataOf(runOf([[answer(1, 0)]])), 2)).toThrow(
		'Prompt 0 got the response of prompt 1',
	);
});

it('reads the prompt from its response, and always picks the same prompts', () => {
	expect(answeredPrompt({ candidates: [{ text: 'red #17' }] })).toBe(17);
	expect(answeredPrompt({ text: 'a base model' })).toBeUndefined();
	expect(pickPrompts(45, 1000, 9)).toEqual(pickPrompts(45, 1000, 9));
	expect(new Set(pickPrompts(45, 1000, 9)).size).toBe(45);
});
