/** Which of the Gemini API's jobs the trigger is about, and what it shows of them when it is tested in the editor. */
import type { INodeParameters } from 'n8n-workflow';
import { listSearch } from '../../engine/listSearch.ts';
import type { PollOptions } from '../../engine/poll.ts';
import { geminiBackendAt } from '../../fetchClient.ts';
import type { Scene } from '../scene.ts';
import { anHour, locator, setScene } from '../scene.ts';
import type { Trigger } from './trigger.ts';
import { requests, start, triggerIn } from './trigger.ts';

let scene: Scene;
let trigger: Trigger;

beforeEach(async () => {
	scene = await setScene();
	trigger = triggerIn(scene, { triggerOn: ['cancelled', 'failed', 'succeeded'] });
});

afterEach(async () => await scene.emulator.close());

/** All jobs that run settle. */
const settle = () => scene.emulator.clock.advance(anHour);

/** Polls as somebody who has nothing to do with the scene's project. */
function asStranger(): PollOptions {
	const { identities } = scene.emulator;
	identities.addProject({ id: 'elsewhere' });
	const token = identities.issueToken({ email: 'stranger@elsewhere.example', homeProject: 'elsewhere' });
	const [stored] = Object.values(scene.credentials);
	if (!stored) throw new Error('The scene has no credential');
	const oauthTokenData = { access_token: token, refresh_token: 'none' };
	return {
		credentials: { 1: { ...stored, data: { ...stored.data, projectId: 'elsewhere', oauthTokenData } } },
	};
}

describe('selected tuned models', () => {
	const selected = (...names: string[]): INodeParameters => ({
		watch: 'selected',
		tunedModels: { values: names.map((name) => ({ tunedModel: locator('id', name) })) },
	});

	test('are the only reported and requested ones', async () => {
		await start(scene, 'a');
		await start(scene, 'b');
		await trigger.poll(selected('tunedModels/b/operations/x'));
		settle();
		requests(scene);
		expect(await trigger.poll(selected('tunedModels/b/operations/x'))).toEqual([
			expect.objectContaining({ tunedModel: 'tunedModels/b' }),
		]);
		expect(requests(scene)).toEqual(['GET tunedModels', 'GET tunedModels/b/operations']);
	});

	test('must exist when the workflow is activated', async () => {
		await start(scene, 'a');
		await expect(trigger.poll(selected('a', 'b', 'c'))).rejects.toMatchObject({
			message: "The credential has no access to a tuned model 'b', 'c'",
			description: expect.stringContaining('Choose tuned models from the list'),
		});
		expect(await trigger.poll(selected('a'))).toBeNull();
		await expect(trigger.poll(selected('a', 'b'), { activation: 'update' })).rejects.toThrow(
			"tuned model 'b'",
		);
	});

	test('can be deleted later, which does not stop the others at a restart', async () => {
		await start(scene, 'a');
		await start(scene, 'b');
		await trigger.poll(selected('a', 'b'));
		await geminiBackendAt(scene.emulator).remove('tunedModels/a');
		settle();
		expect(await trigger.poll(selected('a', 'b'), { activation: 'init' })).toHaveLength(1);
		await expect(trigger.poll(selected('a', 'b'), { activation: 'activate' })).rejects.toThrow(
			"tuned model 'a'",
		);
	});

	test('are found if lists omit them because they are shared with everyone', async () => {
		await start(scene, 'shared');
		await geminiBackendAt(scene.emulator).sharing?.add('shared', { granteeType: 'EVERYONE' }, 'READER');
		const stranger = asStranger();
		expect(await trigger.poll(selected('shared'), stranger)).toBeNull();
		settle();
		expect(await trigger.poll(selected('shared'), stranger)).toEqual([
			expect.objectContaining({ event: 'succeeded' }),
		]);
		expect(await trigger.poll(selected('shared'), stranger)).toBeNull();
	});

	test('are in a searchable list', async () => {
		await start(scene, 'a', { displayName: 'Apples' });
		await start(scene, 'b', { displayName: 'Pears' });
		const { results } = await listSearch(scene.node('geminiWaitForTuningTrigger', {}), 'searchTunedModels', {
			credentials: scene.credentials,
			filter: 'pear',
		});
		expect(results).toEqual([expect.objectContaining({ value: 'tunedModels/b' })]);
	});
});

test('jobs with one display name are reported, also later ones', async () => {
	const named = { watch: 'displayName', displayName: 'Ticket classifier' };
	await trigger.poll(named);
	await start(scene, 'a', { displayName: 'Ticket classifier' });
	await start(scene, 'b', { displayName: 'Ticket classifier 2' });
	settle();
	expect(await trigger.poll(named)).toEqual([expect.objectContaining({ tunedModel: 'tunedModels/a' })]);
});

test('a new selection applies from then on', async () => {
	await trigger.poll({ triggerOn: ['succeeded'] });
	await start(scene, 'a');
	scene.emulator.jobs.change('a', 'fail');
	settle();
	expect(await trigger.poll()).toBeNull();
	await start(scene, 'b');
	scene.emulator.jobs.change('b', 'fail');
	settle();
	expect(await trigger.poll()).toEqual([
		expect.objectContaining({ event: 'failed', tunedModel: 'tunedModels/b' }),
	]);
});

test('another project starts with its own first poll', async () => {
	await trigger.poll();
	await start(scene, 'shared');
	const stranger = asStranger();
	await geminiBackendAt(scene.emulator).sharing?.add(
		'shared',
		{ granteeType: 'USER', emailAddress: 'stranger@elsewhere.example' },
		'READER',
	);
	settle();
	expect(await trigger.poll({}, stranger)).toBeNull();
	expect(await trigger.poll({}, stranger)).toBeNull();
});

describe('a test in the editor', () => {
	const manually = async (parameters: INodeParameters = {}) =>
		await trigger.poll(parameters, { mode: 'manual', activation: 'manual' });

	test('shows the newest matching job, even if it was reported, and changes nothing', async () => {
		await trigger.poll();
		await start(scene, 'old');
		await start(scene, 'new');
		await start(scene, 'newest');
		scene.emulator.jobs.change('newest', 'fail');
		settle();
		const reported = await trigger.poll();
		const before = trigger.saved();
		expect(await manually({ triggerOn: ['succeeded'] })).toEqual([reported?.[1]]);
		expect(await manually({ triggerOn: ['failed'] })).toEqual([reported?.[2]]);
		expect(trigger.saved()).toEqual(before);
	});

	test('shows a running job if progress is selected', async () => {
		await start(scene, 'old');
		settle();
		await start(scene, 'running');
		scene.emulator.clock.advance(2_000);
		expect(await manually({ triggerOn: ['progress', 'succeeded'] })).toEqual([
			expect.objectContaining({ event: 'progress', tunedModel: 'tunedModels/running' }),
		]);
	});

	test('explains why no job fits', async () => {
		await start(scene, 'running');
		await expect(manually()).rejects.toMatchObject({
			message: "No tuning job fits 'Trigger On' and 'Watch' yet",
			description: expect.stringContaining("'Trigger On'"),
		});
	});

	test('reports a tuned model that does not exist', async () => {
		const tunedModels = { values: [{ tunedModel: locator('id', 'never-was') }] };
		await expect(manually({ watch: 'selected', tunedModels })).rejects.toThrow(
			"The credential has no access to a tuned model 'never-was'",
		);
	});
});

test.each<[string, INodeParameters]>([
	["'Trigger On' is empty", { triggerOn: [] }],
	["'Display Name' is empty", { watch: 'displayName', displayName: ' ' }],
	["'Tuned Models' is empty", { watch: 'selected', tunedModels: { values: [{}] } }],
])('%s', async (message, parameters) => {
	await expect(trigger.poll(parameters)).rejects.toThrow(message);
});
