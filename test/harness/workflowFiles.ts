import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import { repositoryRoot } from './paths.ts';
import type { Database } from './postgres.ts';
import type { CredentialFile, WorkflowFile } from './rest.ts';

/** A user's changes to an example workflow after importing it. */
export interface Adaptation {
	/** Selected in every node with a credential of this type. */
	credentials: CredentialFile[];
	/** Parameters entered in nodes, by the node's name. */
	parameters?: Record<string, INodeParameters>;
	/** Replaces the file's name, if one file becomes several workflows. */
	id?: string;
	/** Selected in every node of this package; the files are made for Vertex AI. */
	api?: Api;
}

/** By the values of the nodes' `api`. */
export type Api = 'gemini' | 'vertex';

/** Parameters that change with the service, by the node's type. */
const serviceParameters: Readonly<Record<Api, Readonly<Record<string, INodeParameters>>>> = {
	gemini: {
		geminiCreateTunedModel: {
			baseModel: { __rl: true, mode: 'id', value: 'gemini-1.5-flash-001-tuning' },
			options: { batchSize: 4, epochCount: 5, learningRate: 0.001 },
		},
	},
	vertex: {},
};

const ownPackage = 'n8n-nodes-gemini-tuning.';

/** Reads a workflow of workflows/ and adapts it. */
export function readWorkflow(
	file: string,
	{ credentials, parameters = {}, id, api = 'vertex' }: Adaptation,
): WorkflowFile {
	const path = join(repositoryRoot(), 'workflows', `${file}.json`);
	const workflow: Omit<WorkflowFile, 'id'> = JSON.parse(readFileSync(path, 'utf8'));
	const nodes = workflow.nodes.map((node) => ({
		...node,
		parameters: { ...node.parameters, ...choosing(api, node), ...parameters[node.name] },
		credentials: Object.fromEntries(
			credentials.filter(({ type }) => takes(node, type)).map(({ id, name, type }) => [type, { id, name }]),
		),
	}));
	return { ...workflow, nodes, id: (id ?? file).slice(0, 21) };
}

/** The changes of a node when the user selects a service. */
function choosing(api: Api, { type }: INode): INodeParameters {
	return type.startsWith(ownPackage) ? { api, ...serviceParameters[api][type.replace(ownPackage, '')] } : {};
}

/** Our nodes use our credentials; n8n's own nodes use the one named after them. */
function takes({ type }: INode, credentialType: string): boolean {
	return type.startsWith(ownPackage)
		? credentialType.startsWith('geminiTuning')
		: credentialType.startsWith(type.replace('n8n-nodes-base.', ''));
}

/** n8n's credential for a Postgres database. */
export function postgresCredential({ host, port, name, user, password }: Database): CredentialFile {
	return {
		id: 'postgres',
		name: 'Postgres account',
		type: 'postgres',
		data: { host, port, database: name, user, password, ssl: 'disable' },
	};
}
