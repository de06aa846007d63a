import { chain, start } from '../../test/harness/chain.ts';
import type { WorkflowFile } from '../../test/harness/rest.ts';
import type { Contestant } from './contestants.ts';
import { askNode } from './contestants.ts';
import type { EmulatorProcess } from './emulator.ts';
import type { Marks } from './prompts.ts';
import { rowsExpression } from './prompts.ts';

/** The prompts of a run. */
export interface Questions {
	count: number;
	marks?: Marks;
}

/**
 * A workflow that generates the prompts, then sends each: Start → Rows → Prompts → Ask.
 *
 * @param run number of earlier runs in the same n8n
 */
export function askingWorkflow(
	run: number,
	contestant: Contestant,
	{ count, marks = {} }: Questions,
	emulator: EmulatorProcess,
): WorkflowFile {
	const workflow = chain(`bench${run}`, [
		start,
		{
			name: 'Rows',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: rowsExpression(count, marks), options: {} },
		},
		{ name: 'Prompts', type: 'n8n-nodes-base.splitOut', parameters: { fieldToSplitOut: 'rows' } },
		askNode(contestant, emulator, run),
	]);
	// An error output has no connection, or one back to its node.
	if (contestant.again)
		workflow.connections['Ask'] = { main: [[], [{ node: 'Ask', type: 'main', index: 0 }]] };
	return workflow;
}
