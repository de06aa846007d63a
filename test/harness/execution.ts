import { parse } from 'flatted';
import type { ExecutionStatus, IDataObject, IRunExecutionData, WorkflowExecuteMode } from 'n8n-workflow';
import type { Session } from './session.ts';
import { until } from './until.ts';

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	/** `manual`, `trigger`, … */
	mode: WorkflowExecuteMode;
	status: ExecutionStatus;
	startedAt: string | null;
	stoppedAt: string | null;
}

export interface Execution extends ExecutionSummary {
	data: IRunExecutionData;
}

const settled: ExecutionStatus[] = ['success', 'error', 'canceled', 'crashed'];

export function isSettled({ status }: { status: ExecutionStatus }): boolean {
	return settled.includes(status);
}

/** The json of the items that a node returned in its last run. Empty if it didn't run or failed. */
export function itemsOf({ data }: Execution, node: string, output = 0): IDataObject[] {
	const items = data.resultData.runData[node]?.at(-1)?.data?.['main']?.[output];
	return (items ?? []).map(({ json }) => json);
}

/** The reason of a failed execution, as the editor shows it; undefined otherwise. */
export function errorOf({
	data,
}: Execution): { message: string; description: string; node: string } | undefined {
	const { error, lastNodeExecuted = '' } = data.resultData;
	if (!error) return undefined;
	const node = 'node' in error ? error.node?.name : undefined;
	return { message: error.message, description: error.description ?? '', node: node ?? lastNodeExecuted };
}

/** The saved and running executions of a workflow, newest first. */
export async function listExecutions(
	session: Session,
	workflowId: string,
	pageSize = 100,
): Promise<ExecutionSummary[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const found: ExecutionSummary[] = [];
	for (let cursor = ''; ;) {
		const page = await session<{ results: ExecutionSummary[]; nextCursor: string | null }>(
			'GET',
			`/rest/executions?limit=${pageSize}&filter=${filter}${cursor && `&cursor=${cursor}`}`,
		);
		found.push(...page.results);
		if (page.nextCursor === null) return found;
		cursor = page.nextCursor;
	}
}

export async function readExecution(session: Session, id: string): Promise<Execution> {
	const { data, ...summary } = await session<ExecutionSummary & { data: string }>(
		'GET',
		`/rest/executions/${id}`,
	);
	return { ...summary, data: parse(data) };
}

/** Waits until the execution has one of the statuses; by default until it has finished. */
export async function waitForExecution(
	session: Session,
	id: string,
	seconds: number,
	statuses: ExecutionStatus[] = settled,
): Promise<Execution> {
	return await until(`Execution ${id} becoming ${statuses.join(' or ')}`, seconds, async () => {
		const execution = await readExecution(session, id);
		return statuses.includes(execution.status) ? execution : undefined;
	});
}
