import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import { repositoryRoot } from './paths.ts';
import type { Database } from './postgres.ts';
import type { CredentialFile, WorkflowFile } from './rest.ts';

/** What a user does to an example workflow after importing it. */
export interface Adaptation {
	/** Picked in every node that takes a credential of such a type. */
	credentials: CredentialFile[];
	/** Parameters typed into nodes, by the node's name. */
	parameters?: Record<string, INodeParameters>;
	/** Other than the file's name, where one file becomes several workflows. */
	id?: string;
}

const ownPackage = 'n8n-nodes-gemini-tuning.';

/** Reads a workflow of workflows/ and adapts it. */
export function readWorkflow(file: string, { credentials, parameters = {}, id }: Adaptation): WorkflowFile {
	const path = join(repositoryRoot(), 'workflows', `${file}.json`);
	const workflow: Omit<WorkflowFile, 'id'> = JSON.parse(readFileSync(path, 'utf8'));
	const nodes = workflow.nodes.map((node) => ({
		...node,
		parameters: { ...node.parameters, ...parameters[node.name] },
		credentials: Object.fromEntries(
			credentials.filter(({ type }) => takes(node, type)).map(({ id, name, type }) => [type, { id, name }]),
		),
	}));
	return { ...workflow, nodes, id: (id ?? file).slice(0, 21) };
}

/** Our nodes take our credentials; n8n's own take the one named after them. */
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
