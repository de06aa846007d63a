/** What Create Tuned Model does at Vertex AI alone. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runNode } from '../../engine/run.ts';
import { tutorialRows } from '../../fixtures/tutorial.ts';
import type { Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';

let scene: Scene;

beforeEach(async () => {
	scene = await setScene('vertex');
});

afterEach(async () => await scene.emulator.close());

const jobs = 'POST /v1/projects/emulator-project/locations/us-central1/tuningJobs';
const withBucket = { createBucket: true };

/** What a job notes of the tutorial's rows. */
const noted = {
	'n8n-tuning-data': expect.stringMatching(/^[0-9a-f]{32}$/),
	'n8n-tuning-key': expect.any(String),
	'n8n-tuning-rows': '15',
	'n8n-tuning-validation-rows': '0',
};

async function create(parameters: INodeParameters = {}, rows: IDataObject[] = tutorialRows) {
	const node = scene.node('geminiCreateTunedModel', {
		tuneFrom: 'baseModel',
		baseModel: locator('id', 'gemini-3.5-flash'),
		displayName: 'Number Predictor',
		inputColumn: 'text_input',
		outputColumn: 'output',
		options: withBucket,
		...parameters,
	});
	return await runNode(node, { credentials: scene.credentials, items: rows.map((json) => ({ json })) });
}

/** The panel's entry for so many labels. */
const labelsNamed = (...keys: string[]) => ({ label: keys.map((key) => ({ key, value: 'x' })) });
const manyLabels = (count: number) =>
	labelsNamed(...Array.from({ length: count }, (_, index) => `label-${index}`));

/** Bodies of the requests that started jobs. */
const started = (request = jobs) =>
	scene.seen().flatMap((seen) => (seen.request === request ? [seen.body] : []));

const changed = () =>
	scene
		.seen()
		.map(({ request }) => request)
		.filter((request) => !request.startsWith('GET ') && !request.endsWith(':testIamPermissions'));

/** A file in Cloud Storage, read back. */
async function lines(uri: unknown): Promise<unknown[]> {
	const [, bucket, object = ''] = /^gs:\/\/([^/]+)\/(.*)$/.exec(String(uri)) ?? [];
	const { url, accessToken } = scene.emulator;
	const path = `/storage.googleapis.com/storage/v1/b/${bucket}/o/${encodeURIComponent(object)}?alt=media`;
	const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${accessToken}` } });
	return (await response.text())
		.trim()
		.split('\n')
		.map((line): unknown => JSON.parse(line));
}

const turn = (role: string, text: string) => ({ role, parts: [{ text }] });

describe('the job', () => {
	it('says what the user said, and where the examples lie', async () => {
		const options = {
			...withBucket,
			adapterSize: 8,
			description: 'Counts on',
			epochCount: 3,
			exportLastCheckpointOnly: true,
			labels: { label: [{ key: 'team', value: 'numbers' }] },
			learningRateMultiplier: 0.5,
			serviceAccount: 'tuning@emulator-project.iam.gserviceaccount.com',
		};
		const run = await create({ bucket: locator('name', 'gs://examples-of-mine/'), options });
		expect(run.error()).toBeUndefined();
		expect(started()).toEqual([
			{
				baseModel: 'gemini-3.5-flash',
				tunedModelDisplayName: 'Number Predictor',
				description: 'Counts on',
				serviceAccount: 'tuning@emulator-project.iam.gserviceaccount.com',
				labels: {
					team: 'numbers',
					...noted,
					'n8n-tuning-series': expect.stringMatching(/^number-predictor-/),
				},
				supervisedTuningSpec: {
					trainingDatasetUri: expect.stringMatching(/^gs:\/\/examples-of-mine\/.*\.jsonl$/),
					exportLastCheckpointOnly: true,
					hyperParameters: {
						epochCount: '3',
						learningRateMultiplier: 0.5,
						adapterSize: 'ADAPTER_SIZE_EIGHT',
					},
				},
			},
		]);
	});

	it('says no more than it must', async () => {
		await create({ displayName: '' });
		expect(started()).toEqual([
			{
				baseModel: 'gemini-3.5-flash',
				labels: noted,
				supervisedTuningSpec: { trainingDatasetUri: expect.any(String), hyperParameters: {} },
			},
		]);
	});

	it('has room for as many labels as Google takes', async () => {
		const run = await create({ options: { ...withBucket, labels: manyLabels(58) } });
		expect(run.error()).toBeUndefined();
		expect(Object.keys(Object(Object(started()[0]).labels))).toHaveLength(63);
	});

	it('is not told its steps before Google has looked at the data', async () => {
		const [created] = (await create()).json('Node');
		expect(created).toMatchObject({
			tunedModel: null,
			endpoint: null,
			totalSteps: null,
			completedSteps: null,
			completedPercent: null,
			meanLoss: null,
		});
	});

	it('learns from rows with a system instruction, and is measured by those that are marked', async () => {
		const rows = [
			{ text_input: '1', output: '2', told: 'Count on.', held: '' },
			{ text_input: '3', output: '4', told: '', held: 'no' },
			{ text_input: '5', output: '6', told: null, held: 'TRUE' },
		];
		const options = { ...withBucket, systemInstructionColumn: 'told', validationColumn: 'held' };
		const run = await create({ options }, rows);
		expect(run.json('Node')[0]).toMatchObject({ sent: { examples: 2, validationExamples: 1 } });
		const [body] = started();
		expect(body).toMatchObject({ supervisedTuningSpec: { validationDatasetUri: expect.any(String) } });
		const { trainingDatasetUri, validationDatasetUri } = Object(Object(body).supervisedTuningSpec);
		expect(await lines(trainingDatasetUri)).toEqual([
			{
				systemInstruction: turn('system', 'Count on.'),
				contents: [turn('user', '1'), turn('model', '2')],
			},
			{ contents: [turn('user', '3'), turn('model', '4')] },
		]);
		expect(await lines(validationDatasetUri)).toEqual([
			{ contents: [turn('user', '5'), turn('model', '6')] },
		]);
	});

	it('learns preferences', async () => {
		const rows = [{ text_input: '1', good: '2', bad: 'II' }];
		const run = await create(
			{
				method: 'preference',
				chosenColumn: 'good',
				rejectedColumn: 'bad',
				options: { ...withBucket, beta: 0.2 },
			},
			rows,
		);
		expect(run.error()).toBeUndefined();
		const [body] = started();
		expect(body).toMatchObject({ preferenceOptimizationSpec: { hyperParameters: { beta: 0.2 } } });
		expect(await lines(Object(Object(body).preferenceOptimizationSpec).trainingDatasetUri)).toEqual([
			{
				contents: [turn('user', '1')],
				completions: [
					{ score: 1, completion: turn('model', '2') },
					{ score: 0, completion: turn('model', 'II') },
				],
			},
		]);
	});

	it('continues from a tuned model, or from one of its checkpoints', async () => {
		const model = await scene.trained('Number Predictor', { epochCount: 2 });
		const continuing = { tuneFrom: 'tunedModel', tunedModel: locator('name', model) };
		await create(continuing);
		await create({ ...continuing, options: { ...withBucket, checkpointId: '1' } });
		expect(started()).toEqual([
			expect.objectContaining({ preTunedModel: { tunedModelName: model } }),
			expect.objectContaining({ preTunedModel: { tunedModelName: model, checkpointId: '1' } }),
		]);
	});

	it('reads a dataset that lies in Cloud Storage already, whatever arrives', async () => {
		await create();
		const [first] = started();
		const { trainingDatasetUri } = Object(Object(first).supervisedTuningSpec);
		const run = await create(
			{ examplesFrom: 'storage', trainingUri: trainingDatasetUri, options: { epochCount: 7 } },
			[{}],
		);
		expect(run.json('Node')[0]).toMatchObject({ sent: { trainingUri: trainingDatasetUri, epochCount: 7 } });
		expect(started()).toEqual([
			expect.objectContaining({ supervisedTuningSpec: expect.objectContaining({ trainingDatasetUri }) }),
		]);
	});
});

it('sends a dataset of several pieces through n8n byte by byte, also when the connection breaks on the way', async () => {
	const rows = Array.from({ length: 40 }, (_, index) => ({
		text_input: `${index} é`,
		output: `${index}`.repeat(250_000),
	}));
	const piece = 8 * 1024 * 1024;
	scene.emulator.faults.add({
		kind: 'interrupt',
		match: { method: 'PUT' },
		bytes: piece / 2,
		skip: 1,
		times: 1,
	});
	const run = await create({}, rows);
	expect(run.error()).toBeUndefined();
	const pieces = scene.emulator.requests.list().filter(({ method }) => method === 'PUT');
	expect(pieces.length).toBeGreaterThan(3);
	const [body] = started();
	const { trainingDatasetUri } = Object(Object(body).supervisedTuningSpec);
	expect(await lines(trainingDatasetUri)).toEqual(
		rows.map(({ text_input, output }) => ({ contents: [turn('user', text_input), turn('model', output)] })),
	);
});

describe('the location', () => {
	const inEurope = jobs.replace('us-central1', 'europe-west4');

	it('is the one of the credential', async () => {
		Object.assign(scene.credentials['1']?.data ?? {}, { location: 'europe-west4' });
		expect((await create()).error()).toBeUndefined();
		expect(started(inEurope)).toHaveLength(1);
	});

	it('is the one of the node where it has one', async () => {
		expect((await create({ location: locator('name', 'europe-west4') })).error()).toBeUndefined();
		expect(started(inEurope)).toHaveLength(1);
	});

	it('cannot lead to another host', async () => {
		const run = await create({ location: locator('name', 'evil.example/') });
		expect(run.error()?.message).toMatch(/'evil\.example\/' is not a Google Cloud location/);
		expect(scene.seen()).toEqual([]);
	});
});

describe('before anything is sent that changes something', () => {
	const account = 'emulator@emulator-project.iam.gserviceaccount.com';

	it.each<[string, INodeParameters, RegExp]>([
		[
			'an absent bucket',
			{ options: {} },
			/no bucket 'emulator-project-tuning-us-central1'.*let one be made in US-CENTRAL1/,
		],
		[
			'an adapter size that the model does not have',
			{ options: { ...withBucket, adapterSize: 32 } },
			/Gemini 3\.5 Flash is not tuned with an adapter size of 32\. Use one of '1', '2', '4', '8', '16'/,
		],
		[
			'an adapter size that there is not',
			{ options: { ...withBucket, adapterSize: '={{ 3 }}' } },
			/'Adapter Size' is 3\. Use one of 1, 2, 4, 8, 16, 32\./,
		],
		[
			'a location that the model is not tuned in',
			{ location: locator('name', 'asia-east1') },
			/not tuned in 'asia-east1'\. Set the location to one of 'us-central1', 'europe-west4'/,
		],
		[
			'a key that the model does not take',
			{ options: { ...withBucket, kmsKeyName: '={{ "my-key" }}' } },
			/not tuned with a key of one's own/,
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
			'labels that are none',
			{ options: { ...withBucket, labels: { label: [{ key: 'Team', value: 'x' }] } } },
			/'Labels' cannot hold 'Team: x'/,
		],
		[
			'a label that is there twice',
			{ options: { ...withBucket, labels: labelsNamed('team', 'unit', 'team') } },
			/'Labels' holds 'team' more than once/,
		],
		[
			'labels that the job has already',
			{
				options: {
					...withBucket,
					labels: labelsNamed('team', 'n8n-tuning-run', 'n8n-tuning-validation-rows'),
				},
			},
			/'Labels' holds 'n8n-tuning-run' and 'n8n-tuning-validation-rows', which.*Choose other keys/,
		],
		[
			'more labels than a job can have',
			{ options: { ...withBucket, labels: manyLabels(59) } },
			/'Labels' holds 59, and there is room for 58\..*64.*Remove some/,
		],
		[
			'the same answer twice',
			{ method: 'preference', chosenColumn: 'output', rejectedColumn: 'output' },
			/'output' and 'output' hold the same answer in 15 items/,
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
		const run = await create(
			parameters,
			tutorialRows.map((row) => ({ ...row, all: true })),
		);
		const error = run.error();
		expect(`${error?.message} ${error?.description}`).toMatch(message);
		expect(changed()).toEqual([]);
	});

	it('everything that is missing is named at once', async () => {
		const { emulator } = scene;
		emulator.permissions.grant(account, 'projects/emulator-project', [
			'resourcemanager.*',
			'serviceusage.*',
			'storage.buckets.get',
			'aiplatform.tuningJobs.list',
		]);
		const run = await create({ displayName: 'x'.repeat(129), options: { adapterSize: 32 } }, [
			{ text_input: '', output: 'x' },
		]);
		expect(run.error()?.message).toMatch(/^\d things must be fixed before a job can be created$/);
		const description = run.error()?.description ?? '';
		for (const part of [
			"'text_input' is empty in item 0",
			"'Display Name' has 129 characters",
			'aiplatform.tuningJobs.create',
			'roles/aiplatform.user',
			'There is no bucket',
			'adapter size of 32',
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
		const run = await create();
		expect(run.error()).toMatchObject({
			message: 'Vertex AI needs a project',
			description: expect.stringContaining('Google Cloud project ID'),
		});
		expect(scene.seen()).toEqual([]);
	});
});

it('warns of a job under way, and of a model that is not in the table, and creates', async () => {
	scene.emulator.vertex.quota.concurrentJobs = 1;
	await scene.train('Other');
	const [created] = (await create()).json('Node');
	expect(created?.['warnings']).toEqual([
		expect.stringMatching(/^A tuning job is under way: .*Global concurrent tuning jobs/),
	]);
});

it('says so when Google lets no second job run', async () => {
	Object.assign(scene.emulator.vertex.quota, { concurrentJobs: 1, whenFull: 'reject' });
	await scene.train('Other');
	const run = await create();
	expect(run.error()).toMatchObject({
		message: 'Another tuning job is running in project emulator-project',
		description: expect.stringContaining('Wait for its end, cancel it'),
	});
});

it('says so when Google does not tune a model that only it knows', async () => {
	const run = await create({ baseModel: locator('id', 'gemini-3.8-flash') });
	expect(run.error()).toMatchObject({
		message: "Vertex AI does not tune 'gemini-3.8-flash' in 'us-central1' like this",
		description: expect.stringContaining('gemini-3.5-flash (in us-central1 and europe-west4'),
	});
});

describe('Check Set-Up', () => {
	const check = async (parameters: INodeParameters = {}) =>
		(await create({ operation: 'checkSetUp', ...parameters }, [{}])).json('Node');

	it('puts out what it looked at, one item each, and creates nothing', async () => {
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

	it('tells of an API that is not enabled where to enable it', async () => {
		const { identities, project: id } = scene.emulator;
		identities.addProject({ id, disabledServices: ['aiplatform.googleapis.com'] });
		expect((await check()).find((one) => one['id'] === 'api')).toMatchObject({
			status: 'missing',
			message: expect.stringContaining('console.cloud.google.com/apis/library/aiplatform.googleapis.com'),
		});
	});
});
