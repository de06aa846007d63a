/** Names that would lead to another address are refused before anything is sent, with the field, the item and what is wrong. */
import type { INodeParameters } from 'n8n-workflow';
import { runNode } from '../engine/run.ts';
import type { Api, Scene } from './scene.ts';
import { locator, setScene } from './scene.ts';
import { createAtVertex } from './GeminiCreateTunedModel/creation.ts';
import { triggerIn } from './GeminiWaitForTuning/trigger.ts';

const names = ['..', 'models/..', 'a//b', '/a', 'a/', 'a%2fb', 'a?b', 'a#b', 'a b', 'a\r\nb: c', 'a\\b'];

describe.each<Api>(['gemini', 'vertex'])('at the API %s', (api) => {
	let scene: Scene;

	beforeAll(async () => {
		scene = await setScene(api);
	});

	afterAll(async () => await scene.emulator.close());

	const fields: Array<[string, string, string, (name: string) => INodeParameters]> = [
		['Tuned Model', 'geminiTunedModel', 'get', (name) => ({ tunedModel: locator('id', name) })],
		[
			'Tuned Model',
			'geminiGenerateContent',
			'',
			(name) => ({ tunedModel: locator('id', name), prompt: '1' }),
		],
		[
			'Base Model',
			'geminiGenerateContent',
			'',
			(name) => ({ ask: 'baseModel', baseModel: locator('id', name), prompt: '1' }),
		],
	];

	describe.each(fields)('%s of %s %s', (label, node, operation, parametersFor) => {
		test.each(names)('%j', async (name) => {
			const parameters = { ...(operation && { operation }), ...parametersFor(name) };
			const run = await runNode(scene.node(node, parameters), { credentials: scene.credentials });
			expect(run.error()?.message).toContain(`'${label}' can't be ${JSON.stringify(name)}: it contains`);
			expect(run.error()?.message).toContain('[item 0]');
			expect(scene.seen()).toEqual([]);
		});
	});

	test.each(names)('a tuned model of the trigger: %j', async (name) => {
		const tunedModels = { values: [{ tunedModel: locator('id', name) }] };
		const trigger = triggerIn(scene, { triggerOn: ['succeeded'] });
		await expect(trigger.poll({ watch: 'selected', tunedModels })).rejects.toThrow(
			`'Tuned Models' can't contain ${JSON.stringify(name)}: it contains`,
		);
		expect(scene.seen()).toEqual([]);
	});
});

describe('at Vertex AI alone', () => {
	let scene: Scene;

	beforeAll(async () => {
		scene = await setScene('vertex');
	});

	afterAll(async () => await scene.emulator.close());

	test.each(names)('a bucket: %j', async (name) => {
		const run = await createAtVertex(scene, { bucket: locator('name', name) });
		expect(run.error()).toMatchObject({
			message: expect.stringMatching(/'Bucket' can't be|can't be a bucket's name/),
		});
		expect(scene.seen()).toEqual([]);
	});

	test.each(names)('a location: %j', async (name) => {
		const run = await createAtVertex(scene, { location: locator('name', name) });
		expect(run.error()).toMatchObject({
			message: expect.stringContaining(`'${name}' is not a Google Cloud location`),
			description: expect.stringContaining("Set 'Location'"),
		});
		expect(scene.seen()).toEqual([]);
	});

	test.each(names)('a batch job: %j', async (name) => {
		const parameters = { resource: 'batchJob', operation: 'get', batchJob: name };
		const run = await runNode(scene.node('geminiTunedModel', parameters), { credentials: scene.credentials });
		expect(run.error()?.message).toContain(`'Batch Job' can't be ${JSON.stringify(name)}: it contains`);
		expect(scene.seen()).toEqual([]);
	});
});
