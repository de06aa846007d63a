/**
 * Runs workflows of this package's built nodes (dist/) in n8n's real engine, inside the test's own process. What the
 * engine takes from the n8n server (credentials, static data) is handed in, so that a test can look at it afterwards.
 */
import './n8nFolder.ts';
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
	createRunExecutionData,
	injectDomainRestrictionFields,
	NodeConnectionTypes,
	NodeHelpers,
	Workflow,
} from 'n8n-workflow';
import type {
	ExecutionError,
	IConnections,
	ICredentialTestRequest,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeListSearchResult,
	INodeParameters,
	INodeProperties,
	INodeType,
	INodeTypes,
	IRun,
	ITaskData,
	IWorkflowExecuteAdditionalData,
	IWorkflowSettings,
	NodeApiError,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import {
	ExecuteContext,
	ExecutionLifecycleHooks,
	ExternalSecretsProxy,
	LoadOptionsContext,
	PackageDirectoryLoader,
	PollContext,
	RoutingNode,
	SupplyDataContext,
	WorkflowExecute,
} from 'n8n-core';
import { CredentialStore } from './credentialStore.ts';
import type { Overwrites, StoredCredentials } from './credentialStore.ts';

export type { Overwrites, StoredCredential, StoredCredentials } from './credentialStore.ts';

const packageFolder = join(__dirname, '..');

/** The prefix of this package's node types: `n8n-nodes-gemini-tuning.geminiTunedModel`. */
export const PACKAGE = 'n8n-nodes-gemini-tuning';

/** Feeds its run's items into the workflow. */
const start: INodeType = {
	description: {
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		version: 1,
		description: 'Hands the items of a test to the next node',
		defaults: { name: 'Start' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	trigger: async () => ({}),
};

let loading: Promise<PackageDirectoryLoader> | undefined;

async function loadPackage(): Promise<PackageDirectoryLoader> {
	const loader = new PackageDirectoryLoader(packageFolder);
	if (!existsSync(join(packageFolder, 'dist')))
		throw new Error('The package is not built: run "npm run build:only" first');
	await loader.loadAll();
	for (const { type } of Object.values(loader.credentialTypes))
		type.properties = injectDomainRestrictionFields(type);
	return loader;
}

function nodeTypesOf(loader: PackageDirectoryLoader): INodeTypes {
	const getByName = (type: string) =>
		type === 'test.start' ? start : loader.getNode(type.replace(`${PACKAGE}.`, '').replace(/Tool$/, '')).type;
	return {
		getByName,
		getByNameAndVersion(type, version) {
			const nodeType = NodeHelpers.getVersionedNodeType(getByName(type), version);
			return type.endsWith('Tool') ? asTool(nodeType) : nodeType;
		},
		getKnownTypes: () => ({}),
	};
}

/** A node as n8n offers it to AI agents. */
function asTool(nodeType: INodeType): INodeType {
	const { description } = nodeType;
	if (!description.usableAsTool) throw new Error(`${description.name} cannot be a tool`);
	const properties: INodeProperties[] = [
		{ displayName: 'Description', name: 'toolDescription', type: 'string', default: description.description },
		...description.properties,
	];
	return Object.assign(Object.create(nodeType), {
		description: {
			...description,
			name: `${description.name}Tool`,
			displayName: `${description.displayName} Tool`,
			inputs: [],
			outputs: [NodeConnectionTypes.AiTool],
			properties,
		},
	});
}

/** A node as a workflow file has it; what is left out gets n8n's default. */
export type NodeSpec = Pick<INode, 'type'> & Partial<INode>;

export interface EngineOptions {
	/** By ID; written to where n8n would save: renewed tokens. */
	credentials?: StoredCredentials;
	overwrites?: Overwrites;
	/** The workflow's static data, shared with the caller and changed in place; clone it as JSON to play a save. */
	staticData?: IDataObject;
	settings?: IWorkflowSettings;
	executionId?: string;
	/** What the editor shows in the node's panel, for list searches. */
	currentNodeParameters?: INodeParameters;
}

interface Scene {
	workflow: Workflow;
	additionalData: IWorkflowExecuteAdditionalData;
	credentialStore: CredentialStore;
}

const completed = (node: NodeSpec): INode => ({
	id: node.name ?? node.type,
	name: node.type,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	...node,
});

/** A credential of the given ID for a node. */
export const credential = (type: string, id = '1') => ({ [type]: { id, name: id } });

async function setScene(
	nodes: NodeSpec[],
	connections: IConnections,
	options: EngineOptions,
): Promise<Scene> {
	const loader = await (loading ??= loadPackage());
	const supportedNodes = (type: string) =>
		(loader.known.credentials[type]?.supportedNodes ?? []).flatMap((name) => [
			`${PACKAGE}.${name}`,
			`${PACKAGE}.${name}Tool`,
		]);
	const credentialTypes = Object.values(loader.credentialTypes).map(({ type }) => type);
	const credentialStore = new CredentialStore(
		credentialTypes,
		options.credentials ?? {},
		options.overwrites ?? {},
		supportedNodes,
	);
	const workflow = new Workflow({
		id: 'wf',
		name: 'wf',
		nodes: nodes.map(completed),
		connections,
		active: false,
		nodeTypes: nodeTypesOf(loader),
		settings: { executionOrder: 'v1', ...options.settings },
		...(options.staticData && { staticData: options.staticData }),
	});
	return { workflow, credentialStore, additionalData: additionalDataFor(credentialStore, options) };
}

function additionalDataFor(
	credentialsHelper: CredentialStore,
	options: EngineOptions,
): IWorkflowExecuteAdditionalData {
	const url = 'http://n8n.example';
	const absent = async () => await Promise.reject(new Error('This is not part of the test engine'));
	return {
		credentialsHelper,
		executionId: options.executionId ?? '1',
		...(options.currentNodeParameters && { currentNodeParameters: options.currentNodeParameters }),
		variables: {},
		currentNodeExecutionIndex: 0,
		externalSecretsProxy: new ExternalSecretsProxy(),
		executeWorkflow: absent,
		getRunExecutionData: absent,
		getRuntimeCredential: absent,
		startRunnerTask: absent,
		logAiEvent: () => {},
		setExecutionStatus: () => {},
		sendDataToUI: () => {},
		restApiUrl: url,
		instanceBaseUrl: url,
		formBaseUrl: url,
		formWaitingBaseUrl: url,
		formTestBaseUrl: url,
		webhookBaseUrl: url,
		webhookWaitingBaseUrl: url,
		webhookTestBaseUrl: url,
		mcpBaseUrl: url,
		mcpTestBaseUrl: url,
	};
}

export interface RunOptions extends EngineOptions {
	/** What enters the workflow. */
	items?: INodeExecutionData[];
	/** `manual` makes a trigger node poll. */
	mode?: WorkflowExecuteMode;
	/** Stops the execution, as the editor's stop button does. */
	signal?: AbortSignal;
}

export interface Run {
	run: IRun;
	/** Names of the nodes in the order in which they finished. */
	order: string[];
	/** What a node put out last, without binary data and pairing. */
	json(node: string, output?: number): IDataObject[];
	/** What a node put out last. */
	items(node: string, output?: number): INodeExecutionData[];
	/** The error that stopped a node, or the workflow. */
	error(node?: string): ExecutionError | undefined;
}

/**
 * Runs a workflow from its first node (`test.start`, or one of this package's triggers in `manual` mode).
 * Node types are full names, such as `n8n-nodes-gemini-tuning.geminiTunedModel`.
 */
export async function runWorkflow(
	{ nodes, connections }: { nodes: NodeSpec[]; connections: IConnections },
	options: RunOptions = {},
): Promise<Run> {
	const { items = [{ json: {} }], mode = 'trigger', signal } = options;
	const { workflow, additionalData } = await setScene(nodes, connections, options);
	const start = workflow.getStartNode();
	if (!start) throw new Error('The workflow has no node to start from');
	const order: string[] = [];
	additionalData.hooks = hooksFor(workflow, mode, options.executionId ?? '1', order);
	const data = createRunExecutionData({
		executionData: { nodeExecutionStack: [{ node: start, data: { main: [items] }, source: null }] },
	});
	const execution = new WorkflowExecute(additionalData, mode, data).processRunExecutionData(workflow);
	signal?.addEventListener('abort', () => execution.cancel());
	return resultOf(await execution, order);
}

function hooksFor(workflow: Workflow, mode: WorkflowExecuteMode, executionId: string, order: string[]) {
	const now = new Date();
	const hooks = new ExecutionLifecycleHooks(mode, executionId, {
		id: workflow.id,
		name: 'wf',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: now,
		updatedAt: now,
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
		settings: workflow.settings,
	});
	hooks.addHandler('nodeExecuteAfter', (name) => {
		order.push(name);
	});
	return hooks;
}

function resultOf(run: IRun, order: string[]): Run {
	const { runData, error } = run.data.resultData;
	const last = (node: string) => runData[node]?.at(-1);
	const items = (node: string, output = 0) => last(node)?.data?.main?.[output] ?? [];
	return {
		run,
		order,
		items,
		json: (node, output) => items(node, output).map(({ json }) => json),
		error: (node) => (node === undefined ? error : last(node)?.error),
	};
}

/** Runs one node on the given items; its name is `Node`. */
export async function runNode(node: NodeSpec, options: RunOptions = {}): Promise<Run> {
	const connections = { Start: { main: [[{ node: 'Node', type: NodeConnectionTypes.Main, index: 0 }]] } };
	return await runWorkflow(
		{
			nodes: [
				{ name: 'Start', type: 'test.start' },
				{ ...node, name: 'Node' },
			],
			connections,
		},
		options,
	);
}

/** Runs a node as n8n does when an AI agent calls it as its tool. */
export async function runAsTool(node: NodeSpec, options: RunOptions = {}): Promise<INodeExecutionData[][]> {
	const { items = [{ json: {} }], mode = 'trigger' } = options;
	const { workflow, additionalData } = await setScene(
		[{ ...node, name: 'Node', type: `${node.type}Tool` }],
		{},
		options,
	);
	const [tool] = Object.values(workflow.nodes);
	if (!tool) throw new Error('There is no node');
	const context = new SupplyDataContext(
		workflow,
		tool,
		additionalData,
		mode,
		createRunExecutionData(),
		0,
		items,
		{},
		NodeConnectionTypes.AiTool,
		{ node: tool, data: { main: [items] }, source: null },
		[],
	);
	context.addInputData(NodeConnectionTypes.AiTool, [items]);
	const { execute } = workflow.nodeTypes.getByNameAndVersion(tool.type, tool.typeVersion);
	if (!execute) throw new Error('The node cannot be a tool');
	return await Reflect.apply(execute, context, []);
}

/** A chat model as n8n's agents and chains get it, as far as tests use it. */
export interface SuppliedChatModel {
	invoke(messages: ChatMessage[], options?: { stop?: string[] }): Promise<ChatAnswer>;
	stream(messages: ChatMessage[]): Promise<AsyncIterable<ChatAnswer>>;
	bindTools(tools: object[]): SuppliedChatModel;
}

export interface ToolCall {
	id: string;
	name: string;
	args: object;
}

/** What LangChain takes for a message. */
export interface ChatMessage {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: string | object[];
	tool_call_id?: string;
	tool_calls?: Array<ToolCall & { type: 'tool_call' }>;
	status?: 'success' | 'error';
}

export interface ChatAnswer {
	text: string;
	tool_calls?: ToolCall[];
	usage_metadata?: object;
	response_metadata: object;
}

/** What a sub-node supplies to an agent or a chain, and the runs that n8n shows of it. */
export async function supplyChatModel(
	node: NodeSpec,
	options: EngineOptions = {},
): Promise<{ model: SuppliedChatModel; runs: () => ITaskData[] }> {
	const { workflow, additionalData } = await setScene([{ ...node, name: 'Node' }], {}, options);
	const [subNode] = Object.values(workflow.nodes);
	if (!subNode) throw new Error('There is no node');
	const runData = createRunExecutionData();
	const items = { main: [[{ json: {} }]] };
	additionalData.hooks = hooksFor(workflow, 'trigger', '1', []);
	const context = new SupplyDataContext(
		workflow,
		subNode,
		additionalData,
		'trigger',
		runData,
		0,
		[{ json: {} }],
		items,
		NodeConnectionTypes.AiLanguageModel,
		{ node: subNode, data: items, source: null },
		[],
	);
	const { supplyData } = workflow.nodeTypes.getByNameAndVersion(subNode.type, subNode.typeVersion);
	if (!supplyData) throw new Error('The node supplies nothing');
	const { response } = await Reflect.apply(supplyData, context, [0]);
	if (!isChatModel(response)) throw new Error('The node supplies no chat model');
	return { model: response, runs: () => runData.resultData.runData['Node'] ?? [] };
}

function isChatModel(value: unknown): value is SuppliedChatModel {
	return typeof value === 'object' && value !== null && 'invoke' in value && 'bindTools' in value;
}

export interface PollOptions extends EngineOptions {
	/** `trigger` in an active workflow, `manual` for a test event in the editor. */
	mode?: WorkflowExecuteMode;
	activation?: WorkflowActivateMode;
	/** Milliseconds that the poll may take. */
	budgetMs?: number;
}

/** Polls once. @returns what would start an execution, or null */
export async function poll(
	node: NodeSpec,
	options: PollOptions = {},
): Promise<INodeExecutionData[][] | null> {
	const { mode = 'trigger', activation = 'activate', budgetMs = 300_000 } = options;
	const { workflow, additionalData } = await setScene([{ name: 'Trigger', ...node }], {}, options);
	const [trigger] = Object.values(workflow.nodes);
	if (!trigger) throw new Error('There is no node');
	const context = new PollContext(
		workflow,
		trigger,
		additionalData,
		mode,
		activation,
		undefined,
		undefined,
		undefined,
		undefined,
		undefined,
		() => budgetMs,
	);
	const type = workflow.nodeTypes.getByNameAndVersion(trigger.type, trigger.typeVersion);
	if (!type.poll) throw new Error('The node is not a polling trigger');
	return await Reflect.apply(type.poll, context, []);
}

/** Searches for the list of a resource locator, as the editor does. */
export async function listSearch(
	node: NodeSpec,
	method: string,
	options: EngineOptions & { filter?: string; paginationToken?: string; path?: string } = {},
): Promise<INodeListSearchResult> {
	const { workflow, additionalData } = await setScene([{ name: 'Node', ...node }], {}, options);
	const [only] = Object.values(workflow.nodes);
	if (!only) throw new Error('There is no node');
	additionalData.currentNodeParameters ??= only.parameters;
	const type = workflow.nodeTypes.getByNameAndVersion(only.type, only.typeVersion);
	const search = type.methods?.listSearch?.[method];
	if (!search) throw new Error(`The node type has no list search "${method}"`);
	const context = new LoadOptionsContext(workflow, only, additionalData, options.path ?? 'parameters.model');
	return await Reflect.apply(search, context, [options.filter, options.paginationToken]);
}

/**
 * Tests a stored credential as n8n does, by sending its type's test request from a stand-in node. What n8n does with an
 * unsaved credential is not covered.
 */
export async function testCredential(
	type: string,
	options: EngineOptions,
	id = '1',
): Promise<{ status: string; message: string }> {
	const { workflow, additionalData, credentialStore } = await setScene([], {}, options);
	const { test } = credentialStore.typeOf(type);
	if (!test) throw new Error(`The credential type ${type} has no test`);
	const details = { id, name: id };
	const data = await credentialStore.getDecrypted(additionalData, details, type, 'internal');
	const nodeType = standIn(type, test);
	const node = completed({ type: 'noOp', name: 'Temp-Node', credentials: { [type]: details } });
	const scene = new Workflow({
		nodes: [node],
		connections: workflow.connectionsBySourceNode,
		active: false,
		nodeTypes: { getByName: () => nodeType, getByNameAndVersion: () => nodeType, getKnownTypes: () => ({}) },
	});
	additionalData.currentNodeParameters = node.parameters;
	const input = { main: [[{ json: {} }]] };
	const context = new ExecuteContext(
		scene,
		node,
		additionalData,
		'internal',
		createRunExecutionData(),
		0,
		[],
		input,
		{ node, data: {}, source: null },
		[],
	);
	return await new RoutingNode(context, nodeType, { ...details, type, data }).runNode().then(
		() => ({ status: 'OK', message: 'Connection successful!' }),
		(error: NodeApiError) => ({ status: 'Error', message: testFailure(error, test) }),
	);
}

function standIn(credentialType: string, test: ICredentialTestRequest): INodeType {
	return {
		description: {
			...start.description,
			name: 'noOp',
			credentials: [{ name: credentialType, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					default: '',
					routing: { request: test.request },
				},
			],
		},
	};
}

/** What n8n shows of a test that failed. */
function testFailure({ message, cause }: NodeApiError, { rules = [] }: ICredentialTestRequest): string {
	const response: unknown = cause && Reflect.get(cause, 'response');
	if (typeof response === 'object' && response) {
		const status: unknown = Reflect.get(response, 'status');
		const rule = rules.find(({ type, properties }) => type === 'responseCode' && properties.value === status);
		return (
			rule?.properties.message ??
			String(Reflect.get(response, 'statusText') || `Received HTTP status code: ${status}`)
		);
	}
	const code: unknown = cause && Reflect.get(cause, 'code');
	return code ? String(code) : message;
}
