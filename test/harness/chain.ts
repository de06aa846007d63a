import type { IConnections, INode } from 'n8n-workflow';
import type { WorkflowFile } from './rest.ts';

export type ChainNode = Pick<INode, 'name' | 'type'> & Partial<INode>;

/** A workflow whose nodes run one after the other. */
export function chain(id: string, nodes: ChainNode[]): WorkflowFile {
	const connections: IConnections = {};
	nodes.slice(1).forEach((node, index) => {
		const before = nodes[index]?.name ?? '';
		connections[before] = { main: [[{ node: node.name, type: 'main', index: 0 }]] };
	});
	return {
		id,
		name: id,
		nodes: nodes.map((node, index) => ({
			id: `${id}-${index}`,
			typeVersion: 1,
			position: [index * 240, 0],
			parameters: {},
			...node,
		})),
		connections,
		settings: { executionOrder: 'v1' },
	};
}

/** The Manual Trigger from which `runWorkflow(id, 'Start')` runs. */
export const start: ChainNode = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };
