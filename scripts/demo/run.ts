import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { owner } from '../../test/harness/environment.ts';
import type { Execution } from '../../test/harness/execution.ts';
import { errorOf, itemsOf } from '../../test/harness/execution.ts';
import { fastPoll } from '../../test/harness/fastPoll.ts';
import type { WorkflowFile } from '../../test/harness/rest.ts';
import type { Api } from '../../test/harness/workflowFiles.ts';
import { readWorkflow } from '../../test/harness/workflowFiles.ts';
import { follow } from './follow.ts';
import type { Stage } from './stage.ts';
import { setStage } from './stage.ts';

export interface DemoOptions {
	api: Api;
	/** Options of Create Tuned Model in addition to those of the workflow. */
	options: INodeParameters;
	/** Whether to leave n8n open until the user presses Ctrl+C. */
	keep: boolean;
}

/** Every value is read back from n8n or the emulator. Null or an empty list means that the service doesn't report it. */
export interface DemoResult {
	api: Api;
	/** n8n's version. */
	n8n: string;
	source: { node: string; rows: number };
	created: IDataObject;
	/** `via`: the node type that reported it; `seconds`: from the job's creation to its end on Google's clock. */
	settled: { state: unknown; via: string; seconds: number };
	/** Mean loss of every step; empty with Vertex AI, which doesn't report losses. */
	losses: number[];
	generated: IDataObject[];
	executions: Array<{ workflow: string; status: string }>;
}

interface Run {
	workflow: WorkflowFile;
	execution: Execution;
}

const say = (line: string) => console.error(`• ${line}`);

export async function runDemo({ api, options, keep }: DemoOptions): Promise<DemoResult> {
	const stage = await setStage(api, say);
	try {
		const answering = await publishAnswering(stage);
		const creation = await create(stage, options);
		const [created = {}] = itemsOf(creation.execution, 'Create Tuned Model');
		const losses = await follow[api](stage.emulator, created, say);
		const answer = await answered(stage, answering);
		const { versionCli } = await stage.n8n.rest.request<{ versionCli: string }>('GET', '/rest/settings');
		if (keep) await untilInterrupted(stage.n8n.url);
		return { api, n8n: versionCli, ...summary(creation, answer), losses };
	} finally {
		await stage.close();
	}
}

async function publishAnswering({ api, n8n: { rest }, credentials }: Stage): Promise<WorkflowFile> {
	const parameters = { 'When Tuning Has Succeeded': { pollTimes: fastPoll(5) } };
	const workflow = readWorkflow('tuned-model-to-answers', { api, credentials, parameters });
	say(`Publishing the workflow '${workflow.name}'`);
	await rest.importWorkflows([workflow]);
	await rest.activate(workflow.id);
	return workflow;
}

async function create({ api, n8n: { rest }, credentials }: Stage, options: INodeParameters): Promise<Run> {
	const workflow = readWorkflow('postgres-to-tuned-model', { api, credentials });
	const node = workflow.nodes.find(({ name }) => name === 'Create Tuned Model');
	Object.assign(node?.parameters['options'] ?? {}, options);
	await rest.importWorkflows([workflow]);
	say(`Running the workflow '${workflow.name}'`);
	const execution = await rest.runWorkflow(workflow.id, 'Start');
	const failure = errorOf(execution);
	if (failure) throw new Error(`${failure.node}: ${failure.message}\n${failure.description}`);
	const [created = {}] = itemsOf(execution, 'Create Tuned Model');
	const rows = itemsOf(execution, 'Read Rows').length;
	const steps = created['totalSteps'] === null ? '' : `, which trains for ${created['totalSteps']} steps`;
	say(`${rows} rows became ${created['tunedModel'] ?? created['name']}${steps}`);
	return { workflow, execution };
}

async function answered({ n8n: { rest } }: Stage, workflow: WorkflowFile): Promise<Run> {
	say('Waiting for the trigger');
	const [execution] = await rest.settledExecutions(workflow.id, 1, 120);
	if (!execution) throw new Error("The trigger didn't start its workflow");
	const failure = errorOf(execution);
	if (failure) throw new Error(`${failure.node}: ${failure.message}\n${failure.description}`);
	for (const { prompt, text } of generated(execution)) say(`${prompt} → ${text}`);
	return { workflow, execution };
}

function generated(execution: Execution): IDataObject[] {
	const prompts = itemsOf(execution, 'One Item per Prompt');
	return itemsOf(execution, 'Generate Content').map(({ text, finishReason }, index) => ({
		prompt: prompts[index]?.['prompt'],
		text,
		finishReason,
	}));
}

function summary(creation: Run, answer: Run): Omit<DemoResult, 'api' | 'n8n' | 'losses'> {
	const [created = {}] = itemsOf(creation.execution, 'Create Tuned Model');
	const [settled = {}] = itemsOf(answer.execution, 'When Tuning Has Succeeded');
	const { name, tunedModel, totalSteps } = created;
	return {
		source: { node: typeOf(creation, 'Read Rows'), rows: itemsOf(creation.execution, 'Read Rows').length },
		created: { name, tunedModel, totalSteps },
		settled: {
			state: settled['state'],
			via: typeOf(answer, 'When Tuning Has Succeeded'),
			seconds: seconds(settled['createTime'], settled['endTime']),
		},
		generated: generated(answer.execution),
		executions: [creation, answer].map(({ workflow, execution }) => ({
			workflow: workflow.name,
			status: execution.status,
		})),
	};
}

function typeOf({ workflow }: Run, name: string): string {
	return workflow.nodes.find((node) => node.name === name)?.type ?? '';
}

function seconds(from: unknown, to: unknown): number {
	return (Date.parse(String(to)) - Date.parse(String(from))) / 1000;
}

async function untilInterrupted(url: string): Promise<void> {
	say(`n8n is open at ${url} (${owner.emailOrLdapLoginId}, ${owner.password}). Press Ctrl+C to end.`);
	// The signal can arrive twice: from the terminal and from scripts/run.mjs.
	await new Promise((resolve) => process.on('SIGINT', resolve));
}
