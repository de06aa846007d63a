import { chain, start } from '../../test/n8n/chain.ts';
import type { WorkflowFile } from '../../test/n8n/rest.ts';
import type { Contestant } from './contestants.ts';
import { askNode } from './contestants.ts';
import type { EmulatorProcess } from './emulator.ts';
import type { Marks } from './prompts.ts';
import { rowsExpression } from './prompts.ts';

/** What is asked in a run. */
export interface Questions {
	count: number;
	marks?: Marks;
}

/**
 * Makes the prompts, then asks about each: Start → Rows → Prompts → Ask.
 *
 * @param run how many runs there were before in the same n8n
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
	// An error output leads nowhere, or back to where it came from.
	if (contestant.again)
		workflow.connections['Ask'] = { main: [[], [{ node: 'Ask', type: 'main', index: 0 }]] };
	return workflow;
}
