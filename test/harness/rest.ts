import type {
	IBinaryData,
	IDataObject,
	INodeCredentialsDetails,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	IWorkflowBase,
} from 'n8n-workflow';
import { owner } from './environment.ts';
import type { Execution, ExecutionSummary } from './execution.ts';
import { isSettled, listExecutions, readExecution, waitForExecution } from './execution.ts';
import type { Database } from './postgres.ts';
import { saveCredentials } from './saveCredentials.ts';
import type { Session } from './session.ts';
import { signIn } from './session.ts';
import { until } from './until.ts';

/** An exported workflow. Because of its fixed ID, a second import replaces the first. */
export type WorkflowFile = Pick<IWorkflowBase, 'id' | 'name' | 'nodes' | 'connections' | 'settings'>;

/** A credential in the format of `n8n export:credentials --decrypted`. */
export interface CredentialFile {
	id: string;
	name: string;
	type: string;
	data: IDataObject;
}

/** The editor's request for a list in a node's panel. */
export interface ListRequest {
	/** For example `n8n-nodes-gemini-tuning.geminiTunedModel`. */
	nodeType: string;
	version?: number;
	method: string;
	/** The parameter with the list. */
	parameter: string;
	/** The node's current parameters. */
	parameters?: INodeParameters;
	credentials?: Record<string, INodeCredentialsDetails>;
	/** The user's search text. */
	filter?: string;
	paginationToken?: string;
}

interface PublicationStatus {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: Array<{ status: string; errorMessage: string | null }>;
}

export interface Rest {
	/** Any other request; paths begin with /rest or /types. */
	request: Session;
	nodeTypes(): Promise<string[]>;
	credentialTypes(): Promise<string[]>;
	/** A credential replaces a saved one with the same ID. */
	importCredentials(credentials: CredentialFile[]): Promise<void>;
	importWorkflows(workflows: WorkflowFile[]): Promise<void>;
	/** Changes fields as the editor does: secrets come back from n8n as placeholders, and go to it as such. */
	editCredential(id: string, fields: IDataObject): Promise<void>;
	/** The editor's "Retry/Test" of a credential. */
	testCredential(credential: CredentialFile): Promise<{ status: 'OK' | 'Error'; message: string }>;
	/** Runs manually from a trigger node. Returns the execution's ID at once. */
	startWorkflow(id: string, trigger: string): Promise<string>;
	/** Runs manually from a trigger node and waits for the end. */
	runWorkflow(id: string, trigger: string, seconds?: number): Promise<Execution>;
	execution(id: string): Promise<Execution>;
	/** Newest first. */
	executions(workflowId: string): Promise<ExecutionSummary[]>;
	/** Waits until at least `count` executions of a workflow have finished. Returns all finished ones, oldest first. */
	settledExecutions(workflowId: string, count: number, seconds?: number): Promise<Execution[]>;
	/** Publishes a workflow and waits until its triggers are active. Otherwise throws with n8n's message. */
	activate(id: string): Promise<void>;
	deactivate(id: string): Promise<void>;
	listSearch(request: ListRequest): Promise<INodeListSearchResult>;
	loadOptions(request: ListRequest): Promise<INodePropertyOptions[]>;
	/** The text of a binary output that n8n stores apart from the execution's data. */
	binary(file: Pick<IBinaryData, 'id'>): Promise<string>;
	/** The saved static data of a workflow, by `global` or `node:NAME`. */
	staticData(workflowId: string): Promise<Record<string, IDataObject>>;
}

/** Signs in as the owner. */
export async function connectRest(url: string, database: Database): Promise<Rest> {
	const { request, download } = await signIn(url, owner);

	const startWorkflow = async (id: string, trigger: string) => {
		const body = { triggerToStartFrom: { name: trigger } };
		const { executionId } = await request<{ executionId: string }>('POST', `/rest/workflows/${id}/run`, body);
		return executionId;
	};

	return {
		request,
		nodeTypes: async () => await typeNames(request, 'nodes'),
		credentialTypes: async () => await typeNames(request, 'credentials'),
		importCredentials: async (credentials) => await saveCredentials(database, credentials),
		async importWorkflows(workflows) {
			for (const workflow of workflows) await saveWorkflow(request, workflow);
		},
		async editCredential(id, fields) {
			const { name, type, data } = await request<CredentialFile>(
				'GET',
				`/rest/credentials/${id}?includeData=true`,
			);
			await request('PATCH', `/rest/credentials/${id}`, { name, type, data: { ...data, ...fields } });
		},
		testCredential: async (credentials) => await request('POST', '/rest/credentials/test', { credentials }),
		startWorkflow,
		async runWorkflow(id, trigger, seconds = 60) {
			return await waitForExecution(request, await startWorkflow(id, trigger), seconds);
		},
		execution: async (id) => await readExecution(request, id),
		executions: async (workflowId) => await listExecutions(request, workflowId),
		async settledExecutions(workflowId, count, seconds = 60) {
			const over = await until(`The end of ${count} executions of ${workflowId}`, seconds, async () => {
				const found = (await listExecutions(request, workflowId)).filter(isSettled);
				return found.length >= count ? found.reverse() : undefined;
			});
			return await Promise.all(over.map(async ({ id }) => await readExecution(request, id)));
		},
		activate: async (id) => await publish(request, id),
		async deactivate(id) {
			await request('POST', `/rest/workflows/${id}/deactivate`, {});
		},
		listSearch: async (list) =>
			await request('POST', '/rest/dynamic-node-parameters/resource-locator-results', listBody(list)),
		loadOptions: async (list) =>
			await request('POST', '/rest/dynamic-node-parameters/options', listBody(list)),
		binary: async ({ id = '' }) =>
			await download(`/rest/binary-data?action=download&id=${encodeURIComponent(id)}`),
		async staticData(workflowId) {
			const rows = await database.query<{ staticData: Record<string, IDataObject> | null }>(
				'SELECT "staticData" FROM workflow_entity WHERE id = $1',
				[workflowId],
			);
			return rows[0]?.staticData ?? {};
		},
	};
}

async function typeNames(request: Session, kind: 'nodes' | 'credentials'): Promise<string[]> {
	const types = await request<Array<{ name: string }>>('GET', `/types/${kind}.json`);
	return types.map(({ name }) => name);
}

async function saveWorkflow(request: Session, workflow: WorkflowFile): Promise<void> {
	const { exists } = await request<{ exists: boolean }>('GET', `/rest/workflows/${workflow.id}/exists`);
	// The editor sends this too. Without it, n8n saves null, and running a single node then fails.
	const complete = { pinData: {}, ...workflow };
	if (exists) await request('PATCH', `/rest/workflows/${workflow.id}`, complete);
	else await request('POST', '/rest/workflows', complete);
}

/** n8n returns "active" at once and then starts the triggers, with up to three tries. */
async function publish(request: Session, id: string): Promise<void> {
	const { versionId } = await request<{ versionId: string }>('GET', `/rest/workflows/${id}`);
	await request('POST', `/rest/workflows/${id}/activate`, { versionId });
	await until(`The publication of workflow ${id}`, 60, async () => {
		const status = await request<PublicationStatus>('GET', `/rest/workflows/${id}/publication-status`);
		const failed = status.triggers.find((trigger) => trigger.status === 'failed');
		if (failed) throw new Error(failed.errorMessage ?? `Can't publish workflow ${id}`);
		return status.status === 'published' || undefined;
	});
}

function listBody({ nodeType, version = 1, method, parameter, parameters = {}, ...rest }: ListRequest) {
	return {
		...rest,
		nodeTypeAndVersion: { name: nodeType, version },
		methodName: method,
		path: `parameters.${parameter}`,
		currentNodeParameters: parameters,
	};
}
