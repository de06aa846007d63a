/** The checks at Vertex AI before a job starts, and the errors of a refused job. */
import type { INodeParameters } from 'n8n-workflow';
import { runNode } from '../../engine/run.ts';
import { tutorialRows } from '../../fixtures/tutorial.ts';
import type { Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';
import { createAtVertex, labelsNamed, manyLabels, withBucket } from './creation.ts';

let scene: Scene;

beforeEach(async () => {
	scene = await setScene('vertex');
});

afterEach(async () => await scene.emulator.close());

const changed = () =>
	scene
		.seen()
		.map(({ request }) => request)
		.filter((request) => !request.startsWith('GET ') && !request.endsWith(':testIamPermissions'));

describe('before anything is sent that changes something', () => {
	const account = 'emulator@emulator-project.iam.gserviceaccount.com';

	it.each<[string, INodeParameters, RegExp]>([
		[
			'an absent bucket',
			{ options: {} },
			/bucket 'emulator-project-tuning-us-central1' doesn't exist.*create it in US-CENTRAL1/,
		],
		[
			'an adapter size that the model does not have',
			{ options: { ...withBucket, adapterSize: 32 } },
			/Gemini 3\.5 Flash doesn't support the adapter size 32\. Use one of '1', '2', '4', '8', '16'/,
		],
		[
			'an adapter size that there is not',
			{ options: { ...withBucket, adapterSize: '={{ 3 }}' } },
			/'Adapter Size' is 3\. Use one of 1, 2, 4, 8, 16, 32\./,
		],
		[
			'a location that the model is not tuned in',
			{ location: locator('name', 'asia-east1') },
			/can't be tuned in 'asia-east1'\. Set the location to one of 'us-central1', 'europe-west4'/,
		],
		[
			'a key that the model does not take',
			{ options: { ...withBucket, kmsKeyName: '={{ "my-key" }}' } },
			/doesn't support your own encryption key/,
		],
		[
			'a beta out of range',
			{
				method: 'preference',
				chosenColumn: 'output',
				rejectedColumn: 'id',
				options: { ...withBucket, beta: 0.9 },
			},
			/'Beta' is 0\.9\. Use a number from 0\.01 to 0\.5\./,
		],
		[
			'invalid labels',
			{ options: { ...withBucket, labels: { label: [{ key: 'Team', value: 'x' }] } } },
			/'Labels' can't contain 'Team: x'/,
		],
		[
			'a label that is there twice',
			{ options: { ...withBucket, labels: labelsNamed('team', 'unit', 'team') } },
			/'Labels' contains 'team' more than once/,
		],
		[
			'labels that the job has already',
			{
				options: {
					...withBucket,
					labels: labelsNamed('team', 'n8n-tuning-run', 'n8n-tuning-validation-rows'),
				},
			},
			/'Labels' contains 'n8n-tuning-run' and 'n8n-tuning-validation-rows', which.*Choose other keys/,
		],
		[
			'more labels than a job can have',
			{ options: { ...withBucket, labels: manyLabels(59) } },
			/'Labels' contains 59 labels, and the limit is 58\..*64.*Remove some/,
		],
		[
			'the same answer twice',
			{ method: 'preference', chosenColumn: 'output', rejectedColumn: 'output' },
			/'output' and 'output' contain the same answer in 15 items/,
		],
		[
			'no file',
			{ examplesFrom: 'storage', trainingUri: 'gs://nowhere/train.jsonl' },
			/no object 'gs:\/\/nowhere\/train\.jsonl'/,
		],
		['no address of a file', { examplesFrom: 'storage', trainingUri: 'train.jsonl' }, /'train\.jsonl'/],
		[
			'rows for validation alone',
			{ options: { ...withBucket, validationColumn: 'all' } },
			/All rows are marked for validation/,
		],
	])('%s is refused', async (_, parameters, message) => {
		const run = await createAtVertex(
			scene,
			parameters,
			tutorialRows.map((row) => ({ ...row, all: true })),
		);
		const error = run.error();
		expect(`${error?.message} ${error?.description}`).toMatch(message);
		expect(changed()).toEqual([]);
	});

	it('lists everything that is missing', async () => {
		const { emulator } = scene;
		emulator.permissions.grant(account, 'projects/emulator-project', [
			'resourcemanager.*',
			'serviceusage.*',
			'storage.buckets.get',
			'aiplatform.tuningJobs.list',
		]);
		const run = await createAtVertex(scene, { displayName: 'x'.repeat(129), options: { adapterSize: 32 } }, [
			{ text_input: '', output: 'x' },
		]);
		expect(run.error()?.message).toMatch(/^\d things must be fixed before a job can be created$/);
		const description = run.error()?.description ?? '';
		for (const part of [
			"'text_input' is empty in item 0",
			"'Display Name' has 129 characters",
			'aiplatform.tuningJobs.create',
			'roles/aiplatform.user',
			"The bucket 'emulator-project-tuning-us-central1' doesn't exist",
			'adapter size 32',
		])
			expect(description).toContain(part);
		expect(changed()).toEqual([]);
	});

	it('a service account is named that lacks a role', async () => {
		const { emulator } = scene;
		emulator.permissions.grant(account, 'projects/emulator-project', ['storage.*', 'resourcemanager.*']);
		scene.credentials['2'] = {
			type: 'geminiTuningGoogleAuthApi',
			data: {
				projectId: emulator.project,
				apiEndpoint: emulator.url,
				privateKeyJson: JSON.stringify(emulator.serviceAccountKey),
			},
		};
		const node = scene.node('geminiCreateTunedModel', {
			authentication: 'googleAuth',
			operation: 'checkSetUp',
			baseModel: locator('id', 'gemini-3.5-flash'),
			options: withBucket,
		});
		const credentials = { geminiTuningGoogleAuthApi: { id: '2', name: '2' } };
		const run = await runNode({ ...node, credentials }, { credentials: scene.credentials });
		expect(run.json('Node').find(({ id }) => id === 'projectPermissions')).toMatchObject({
			status: 'missing',
			message: expect.stringContaining(`'${account}' lacks aiplatform.`),
		});
	});

	it('the project of the credential', async () => {
		Object.assign(scene.credentials['1']?.data ?? {}, { projectId: '' });
		const run = await createAtVertex(scene);
		expect(run.error()).toMatchObject({
			message: 'Vertex AI needs a project',
			description: expect.stringContaining('Google Cloud project ID'),
		});
		expect(scene.seen()).toEqual([]);
	});
});

it('warns of a running job and of an unknown model, and creates', async () => {
	scene.emulator.vertex.quota.concurrentJobs = 1;
	await scene.train('Other');
	const [created] = (await createAtVertex(scene)).json('Node');
	expect(created?.['warnings']).toEqual([
		expect.stringMatching(/^A tuning job is running: .*Global concurrent tuning jobs/),
	]);
});

it('explains that Google runs no second job', async () => {
	Object.assign(scene.emulator.vertex.quota, { concurrentJobs: 1, whenFull: 'reject' });
	await scene.train('Other');
	const run = await createAtVertex(scene);
	expect(run.error()).toMatchObject({
		message: 'Another tuning job is running in project emulator-project',
		description: expect.stringContaining('Wait until it finishes, cancel it'),
	});
});

it('explains that Google can not tune an unknown model', async () => {
	const run = await createAtVertex(scene, { baseModel: locator('id', 'gemini-3.8-flash') });
	expect(run.error()).toMatchObject({
		message: "Vertex AI can't tune 'gemini-3.8-flash' in 'us-central1' with these settings",
		description: expect.stringContaining('gemini-3.5-flash (in us-central1 and europe-west4'),
	});
});

describe('Check Setup', () => {
	const check = async (parameters: INodeParameters = {}) =>
		(await createAtVertex(scene, { operation: 'checkSetUp', ...parameters }, [{}])).json('Node');

	it('returns one item per check, and creates nothing', async () => {
		const checks = await check({ options: {} });
		expect(Object.fromEntries(checks.map(({ id, status }) => [id, status]))).toEqual({
			api: 'ok',
			projectPermissions: 'ok',
			bucket: 'missing',
			bucketPermissions: 'notChecked',
			serviceAgent: 'notChecked',
			model: 'ok',
			quota: 'ok',
		});
		expect(changed()).toEqual([]);
	});

	it('shows where to enable an API', async () => {
		const { identities, project: id } = scene.emulator;
		identities.addProject({ id, disabledServices: ['aiplatform.googleapis.com'] });
		expect((await check()).find((one) => one['id'] === 'api')).toMatchObject({
			status: 'missing',
			message: expect.stringContaining('console.cloud.google.com/apis/library/aiplatform.googleapis.com'),
		});
	});
});
