/** What Create Tuned Model sends to Vertex AI; what it checks before is in vertexChecks.test.ts. */
import type { Scene } from '../scene.ts';
import { locator, setScene } from '../scene.ts';
import { createAtVertex, manyLabels, withBucket } from './creation.ts';

let scene: Scene;

beforeEach(async () => {
	scene = await setScene('vertex');
});

afterEach(async () => await scene.emulator.close());

const jobs = 'POST /v1/projects/emulator-project/locations/us-central1/tuningJobs';

/** What a job notes of the tutorial's rows. */
const noted = {
	'n8n-tuning-data': expect.stringMatching(/^[0-9a-f]{32}$/),
	'n8n-tuning-key': expect.any(String),
	'n8n-tuning-rows': '15',
	'n8n-tuning-validation-rows': '0',
};

/** Bodies of the requests that started jobs. */
const started = (request = jobs) =>
	scene.seen().flatMap((seen) => (seen.request === request ? [seen.body] : []));

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
	it('contains the settings and the address of the examples', async () => {
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
		const run = await createAtVertex(scene, { bucket: locator('name', 'gs://examples-of-mine/'), options });
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

	it('omits settings that the user did not add', async () => {
		await createAtVertex(scene, { displayName: '' });
		expect(started()).toEqual([
			{
				baseModel: 'gemini-3.5-flash',
				labels: noted,
				supervisedTuningSpec: { trainingDatasetUri: expect.any(String), hyperParameters: {} },
			},
		]);
	});

	it('can have as many labels as Google allows', async () => {
		const run = await createAtVertex(scene, { options: { ...withBucket, labels: manyLabels(58) } });
		expect(run.error()).toBeUndefined();
		expect(Object.keys(Object(Object(started()[0]).labels))).toHaveLength(63);
	});

	it('has no steps before Google has read the data', async () => {
		const [created] = (await createAtVertex(scene)).json('Node');
		expect(created).toMatchObject({
			tunedModel: null,
			endpoint: null,
			totalSteps: null,
			completedSteps: null,
			completedPercent: null,
			meanLoss: null,
		});
	});

	it('uses system instructions of rows, and marked rows as the validation set', async () => {
		const rows = [
			{ text_input: '1', output: '2', instruction: 'Count on.', held: '' },
			{ text_input: '3', output: '4', instruction: '', held: 'no' },
			{ text_input: '5', output: '6', instruction: null, held: 'TRUE' },
		];
		const options = { ...withBucket, systemInstructionColumn: 'instruction', validationColumn: 'held' };
		const run = await createAtVertex(scene, { options }, rows);
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

	it('tunes on preferences', async () => {
		const rows = [{ text_input: '1', good: '2', bad: 'II' }];
		const run = await createAtVertex(
			scene,
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
		await createAtVertex(scene, continuing);
		await createAtVertex(scene, { ...continuing, options: { ...withBucket, checkpointId: '1' } });
		expect(started()).toEqual([
			expect.objectContaining({ preTunedModel: { tunedModelName: model } }),
			expect.objectContaining({ preTunedModel: { tunedModelName: model, checkpointId: '1' } }),
		]);
	});

	it('uses a dataset in Cloud Storage for any input items', async () => {
		await createAtVertex(scene);
		const [first] = started();
		const { trainingDatasetUri } = Object(Object(first).supervisedTuningSpec);
		const run = await createAtVertex(
			scene,
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
	const run = await createAtVertex(scene, {}, rows);
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

	it('is the location of the credential', async () => {
		Object.assign(scene.credentials['1']?.data ?? {}, { location: 'europe-west4' });
		expect((await createAtVertex(scene)).error()).toBeUndefined();
		expect(started(inEurope)).toHaveLength(1);
	});

	it('is the location of the node if it has one', async () => {
		expect(
			(await createAtVertex(scene, { location: locator('name', 'europe-west4') })).error(),
		).toBeUndefined();
		expect(started(inEurope)).toHaveLength(1);
	});

	it('cannot lead to another host', async () => {
		const run = await createAtVertex(scene, { location: locator('name', 'evil.example/') });
		expect(run.error()?.message).toMatch(/'evil\.example\/' is not a Google Cloud location/);
		expect(scene.seen()).toEqual([]);
	});
});
