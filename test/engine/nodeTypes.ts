/** The node types of a test's workflows: this package's built ones (dist/), and one that feeds items in. */
import './beforeCore.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { injectDomainRestrictionFields, NodeConnectionTypes, NodeHelpers } from 'n8n-workflow';
import type { INodeProperties, INodeType, INodeTypes } from 'n8n-workflow';
import { PackageDirectoryLoader } from 'n8n-core';

const packageFolder = join(__dirname, '../..');

/** The prefix of this package's node types: `n8n-nodes-gemini-tuning.geminiTunedModel`. */
export const PACKAGE = 'n8n-nodes-gemini-tuning';

/** Adds its run's items to the workflow. */
export const start: INodeType = {
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

/** This package, read once. */
export async function loadPackage(): Promise<PackageDirectoryLoader> {
	return await (loading ??= readPackage());
}

async function readPackage(): Promise<PackageDirectoryLoader> {
	const loader = new PackageDirectoryLoader(packageFolder);
	if (!existsSync(join(packageFolder, 'dist')))
		throw new Error(`The package isn't built: run "npm run build:only" first`);
	await loader.loadAll();
	for (const { type } of Object.values(loader.credentialTypes))
		type.properties = injectDomainRestrictionFields(type);
	return loader;
}

export function nodeTypesOf(loader: PackageDirectoryLoader): INodeTypes {
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
