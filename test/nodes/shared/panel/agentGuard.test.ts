import type { INode } from 'n8n-workflow';
import { runNode } from '../../../engine/run.ts';
import type { RunOptions } from '../../../engine/run.ts';
import { runAsTool } from '../../../engine/runAsTool.ts';
import type { Scene } from '../../scene.ts';
import { locator, setScene } from '../../scene.ts';

let scene: Scene;
let model: string;

beforeEach(async () => {
	scene = await setScene();
	model = await scene.trained('Number Predictor');
});

afterEach(async () => await scene.emulator.close());

const refusal = "An AI agent isn't allowed to delete a tuned model";

const deletion = (more: Record<string, boolean | string> = {}) =>
	scene.node('geminiTunedModel', {
		resource: 'tunedModel',
		operation: 'delete',
		tunedModel: locator('name', model),
		...more,
	});

const tool = (more?: Record<string, boolean | string>) => {
	const node = deletion(more);
	return { ...node, type: `${node.type}Tool` };
};

/** The ways in which n8n runs a node for an agent. */
const ways: Array<[string, (more?: Record<string, boolean | string>) => Promise<string | undefined>]> = [
	[
		'as a tool object',
		async (more) => {
			const called = runAsTool(deletion(more), { credentials: scene.credentials });
			return await called.then(
				() => undefined,
				(error: Error) => error.message,
			);
		},
	],
	['through the engine', async (more) => await run({ ...tool(more), rewireOutputLogTo: 'ai_tool' })],
	['as a tool of a workflow', async (more) => await run(tool(more))],
	['alone', async (more) => await run(tool(more), { mode: 'internal' })],
];

async function run(node: ReturnType<typeof deletion> & Partial<INode>, options: RunOptions = {}) {
	const { error } = await runNode(node, { credentials: scene.credentials, ...options });
	return error('Node')?.message;
}

describe.each(ways)('an agent that calls it %s', (_name, call) => {
	it('is rejected without a request', async () => {
		expect(await call()).toContain(refusal);
		expect(scene.seen()).toEqual([]);
	});

	it('may where the author of the workflow allows it', async () => {
		expect(await call({ allowAgents: true })).toBeUndefined();
		expect(scene.seen()).toEqual([{ request: `DELETE /v1beta/${model}` }]);
	});

	it('cannot give itself the permission', async () => {
		expect(await call({ allowAgents: '={{ true }}' })).toContain(refusal);
		expect(scene.seen()).toEqual([]);
	});
});

it('refuses an agent that runs the node without a tool, for any setting of the node', async () => {
	expect(await run(deletion({ allowAgents: true }), { mode: 'internal' })).toContain(refusal);
	expect(scene.seen()).toEqual([]);
});

it('does not stand in the way of workflows', async () => {
	expect(await run(deletion())).toBeUndefined();
	expect(scene.seen()).toEqual([{ request: `DELETE /v1beta/${model}` }]);
});

it('lets an agent do what neither spends nor deletes', async () => {
	const node = scene.node('geminiTunedModel', { operation: 'get', tunedModel: locator('name', model) });
	const [items] = await runAsTool(node, { credentials: scene.credentials });
	expect(items?.[0]?.json).toMatchObject({ tunedModel: model, state: 'succeeded' });
});

it('keeps an agent from giving a model away', async () => {
	const parameters = {
		resource: 'permission',
		operation: 'transferOwnership',
		tunedModel: locator('name', model),
		emailAddress: 'nathan@example.com',
	};
	const call = runAsTool(scene.node('geminiTunedModel', parameters), { credentials: scene.credentials });
	await expect(call).rejects.toThrow("An AI agent isn't allowed to transfer a tuned model");
	expect(scene.seen()).toEqual([]);
});
