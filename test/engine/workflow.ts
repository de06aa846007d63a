/**
 * A workflow of this package's nodes in n8n's real engine, inside the test's own process. The caller passes everything that
 * comes from the n8n server (credentials, static data), so that a test can check it afterwards.
 */
import './beforeCore.ts';
import { Workflow } from 'n8n-workflow';
import type {
	IConnections,
	IDataObject,
	INode,
	INodeParameters,
	INodeType,
	IWorkflowExecuteAdditionalData,
	IWorkflowSettings,
} from 'n8n-workflow';
import { ExternalSecretsProxy } from 'n8n-core';
import { CredentialStore } from './credentialStore.ts';
import type { Overwrites, StoredCredentials } from './credentialStore.ts';
import { loadPackage, nodeTypesOf, PACKAGE } from './nodeTypes.ts';

/** A node as in a workflow file; omitted members get n8n's defaults. */
export type NodeSpec = Pick<INode, 'type'> & Partial<INode>;

export interface EngineOptions {
	/** By ID. The engine writes renewed tokens here, where n8n would save them. */
	credentials?: StoredCredentials;
	overwrites?: Overwrites;
	/** The workflow's static data, shared with the caller and changed in place. Clone it as JSON to simulate a save. */
	staticData?: IDataObject;
	settings?: IWorkflowSettings;
	executionId?: string;
	/** The values in the node's panel, for list searches. */
	currentNodeParameters?: INodeParameters;
}

export interface LoadedWorkflow {
	workflow: Workflow;
	additionalData: IWorkflowExecuteAdditionalData;
	credentialStore: CredentialStore;
}

/** A node with the defaults for everything that its spec omits. */
export const completed = (node: NodeSpec): INode => ({
	id: node.name ?? node.type,
	name: node.type,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	...node,
});

/** A credential of the given ID for a node. */
export const credential = (type: string, id = '1') => ({ [type]: { id, name: id } });

export async function loadWorkflow(
	nodes: NodeSpec[],
	connections: IConnections,
	options: EngineOptions,
): Promise<LoadedWorkflow> {
	const loader = await loadPackage();
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

/** A workflow of one node. */
export async function loadNode(
	spec: NodeSpec,
	options: EngineOptions,
): Promise<LoadedWorkflow & { node: INode; type: INodeType }> {
	const loaded = await loadWorkflow([spec], {}, options);
	const [node] = Object.values(loaded.workflow.nodes);
	if (!node) throw new Error('There is no node');
	return {
		...loaded,
		node,
		type: loaded.workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion),
	};
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
