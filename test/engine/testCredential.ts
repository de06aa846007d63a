import './beforeCore.ts';
import { createRunExecutionData, Workflow } from 'n8n-workflow';
import type { ICredentialTestRequest, IDataObject, INodeType, NodeApiError } from 'n8n-workflow';
import { ExecuteContext, RoutingNode } from 'n8n-core';
import { start } from './nodeTypes.ts';
import { completed, loadWorkflow } from './workflow.ts';
import type { EngineOptions } from './workflow.ts';

/**
 * Tests a stored credential as n8n does: a stand-in node sends the test request of the credential type. n8n's test of
 * unsaved credentials isn't covered.
 */
export async function testCredential(
	type: string,
	options: EngineOptions,
	id = '1',
): Promise<{ status: string; message: string }> {
	const { workflow, additionalData, credentialStore } = await loadWorkflow([], {}, options);
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
		(output) => {
			const refusal = refusedBody(output?.[0]?.[0]?.json, test);
			return refusal === undefined
				? { status: 'OK', message: 'Connection successful!' }
				: { status: 'Error', message: refusal };
		},
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

/** The message of the first rule that refuses a successful response by its body. */
function refusedBody(
	json: IDataObject | undefined,
	{ rules = [] }: ICredentialTestRequest,
): string | undefined {
	for (const { type, properties } of rules)
		if (type === 'responseSuccessBody' && Reflect.get(Object(json), properties.key) === properties.value)
			return properties.message;
	return undefined;
}

/** n8n's message for a failed test. */
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
