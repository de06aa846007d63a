/** Requests for tuning jobs: valid fields, permissions and hosts. */
import type { Emulator } from '../../emulator/api.ts';
import { LONG, send } from './support.ts';
import type { ErrorBody } from './support.ts';
import { startTuning } from './tuningSupport.ts';
import { parent, refusal, start, supervised, TRAINING } from './vertexSupport.ts';
import type { JobBody } from './vertexSupport.ts';

let emulator: Emulator;
beforeEach(async () => {
	emulator = await startTuning();
});
afterEach(async () => await emulator.close());

const refused = async (body: object, version?: string) =>
	await refusal(emulator, 'tuningJobs', body, version);

describe('is refused', () => {
	test('with fields that its version lacks', async () => {
		const error = await refused(supervised({ batchSize: 4 }, { examples: [] }));
		expect(error.message).toBe(
			'Invalid JSON payload received. Unknown name "batchSize" at ' +
				"'tuning_job.supervised_tuning_spec.hyper_parameters': Cannot find field.\n" +
				'Invalid JSON payload received. Unknown name "examples" at \'tuning_job\': Cannot find field.',
		);
		expect(error.details).toHaveLength(1);
		expect((await refused({ ...supervised(), reinforcementTuningSpec: {} })).message).toContain(
			'Cannot find field',
		);
		expect((await refused({ ...supervised(), tuningJob: {} }, 'v1beta1')).message).toContain(
			'Cannot find field',
		);
	});

	test('with an adapter size that its model doesn’t support', async () => {
		const expected = {
			code: 400,
			message: 'The adapter size is not supported for this base model.',
			status: 'INVALID_ARGUMENT',
		};
		expect(await refused(supervised({ adapterSize: 'ADAPTER_SIZE_THIRTY_TWO' }))).toEqual(expected);
		const pro = { baseModel: 'gemini-2.5-pro' };
		expect(await refused(supervised({ adapterSize: 'ADAPTER_SIZE_SIXTEEN' }, pro))).toEqual(expected);
		await start(emulator, supervised({ adapterSize: 'ADAPTER_SIZE_EIGHT' }, pro));
	});

	test('with data that isn’t a JSONL file in a bucket; the error lists every such field', async () => {
		const spec = { trainingDatasetUri: 'gs://b/x.csv', validationDatasetUri: 'https://example.com/x.jsonl' };
		const field = (name: string) => `tuning_job.supervised_tuning_spec.${name}`;
		expect(await refused(supervised({}, {}, spec))).toMatchObject({
			code: 400,
			message:
				`List of found errors:\t1.Field: ${field('training_dataset_uri')}; Message: training_dataset_uri should be a ` +
				`GCS object of type JSONL.\t2.Field: ${field('validation_dataset_uri')}; Message: validation_dataset_uri ` +
				'should be a GCS object of type JSONL.\t',
			details: [
				{
					fieldViolations: [
						{ field: field('training_dataset_uri') },
						{ field: field('validation_dataset_uri') },
					],
				},
			],
		});
	});

	test('without a model or a method, with two of them, or with names that are too long', async () => {
		expect((await refused({})).message).toContain('tuning_job.base_model');
		expect((await refused({ baseModel: 'gemini-2.5-flash' })).message).toContain('tuning_spec');
		const both = supervised({}, { preferenceOptimizationSpec: { trainingDatasetUri: TRAINING } });
		expect((await refused(both)).message).toContain("oneof field 'tuning_spec' is already set");
		const models = supervised({}, { preTunedModel: { tunedModelName: 'x' } });
		expect((await refused(models)).message).toContain("oneof field 'source_model' is already set");
		expect((await refused(supervised({}, { tunedModelDisplayName: 'x'.repeat(129) }))).code).toBe(400);
		expect((await refused(supervised({ epochCount: -1 }))).code).toBe(400);
		const labels = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`key${i}`, 'x']));
		expect((await refused(supervised({}, { labels }))).message).toContain('At most 64 labels');
	});

	test('with a model or a location without tuning: only 404', async () => {
		for (const [location, baseModel] of [
			['us-central1', 'gemini-0.1'],
			['us-central1', 'gemini-3.7-flash'],
			['asia-east1', 'gemini-3.5-flash'],
		]) {
			const path = `/${location}-aiplatform.googleapis.com/v1/projects/${emulator.project}/locations/${location}/tuningJobs`;
			const answer = await send<string>(emulator, `POST ${path}`, { body: supervised({}, { baseModel }) });
			expect([answer.status, answer.body]).toEqual([404, expect.stringContaining('404')]);
		}
	});

	test('by missing methods', async () => {
		const { name } = await start(emulator);
		const path = `/us-central1-aiplatform.googleapis.com/v1/${name}`;
		for (const verb of ['PATCH', 'DELETE'])
			expect((await send(emulator, `${verb} ${path}`)).status).toBe(404);
		expect((await send(emulator, `POST ${path}:cancel`, { body: { force: true } })).status).toBe(400);
	});
});

describe('a list', () => {
	interface List {
		tuningJobs?: JobBody[];
		nextPageToken?: string;
	}
	const list = (query: string) =>
		send<List & ErrorBody>(emulator, `GET ${parent(emulator)}/tuningJobs?${query}`);
	const names = ({ body }: { body: List }) =>
		body.tuningJobs?.map(({ tunedModelDisplayName }) => tunedModelDisplayName);

	test('is empty, or has the newest jobs first, page by page', async () => {
		expect((await list('')).body).toEqual({});
		for (const name of ['one', 'two', 'three'])
			await start(emulator, supervised({}, { tunedModelDisplayName: name }));
		const first = await list('pageSize=2');
		expect(names(first)).toEqual(['three', 'two']);
		const second = await list(`pageSize=2&pageToken=${first.body.nextPageToken}`);
		expect(names(second)).toEqual(['one']);
		expect(second.body).not.toHaveProperty('nextPageToken');
		expect((await list(`pageSize=3&pageToken=${first.body.nextPageToken}`)).status).toBe(400);
	});

	test('can be filtered', async () => {
		await start(emulator, supervised({}, { tunedModelDisplayName: 'one', labels: { key: 'a', team: 'x' } }));
		emulator.clock.advance(LONG);
		await start(emulator, supervised({}, { tunedModelDisplayName: 'two', labels: { key: 'b' } }));
		const by = async (filter: string) => names(await list(`filter=${encodeURIComponent(filter)}`));
		expect(await by('state="JOB_STATE_SUCCEEDED"')).toEqual(['one']);
		expect(await by('labels.key=b')).toEqual(['two']);
		expect(await by('labels.key:*')).toEqual(['two', 'one']);
		expect(await by('labels.key="a" AND NOT labels.team=x')).toBeUndefined();
		expect(await by('tuned_model_display_name=one OR tunedModelDisplayName=two')).toEqual(['two', 'one']);
		expect(await by('createTime>"2024-10-10T00:00:00Z"')).toEqual(['two']);
		for (const wrong of ['state=', 'colour=red', '(state=x']) {
			expect((await list(`filter=${encodeURIComponent(wrong)}`)).status).toBe(400);
		}
	});
});

describe('permissions', () => {
	const caller = 'tuner@example.com';

	test('a method requires its permission on the project', async () => {
		const token = emulator.identities.issueToken({ email: caller, homeProject: emulator.project });
		await start(emulator, supervised(), { token });
		emulator.permissions.grant(caller, `projects/${emulator.project}`, ['aiplatform.tuningJobs.list']);
		const jobs = `${parent(emulator)}/tuningJobs`;
		expect((await send(emulator, `GET ${jobs}`, { token })).status).toBe(200);
		const { body } = await send<ErrorBody>(emulator, `POST ${jobs}`, { token, body: supervised() });
		const resource = `projects/${emulator.project}/locations/us-central1`;
		expect(body.error).toMatchObject({
			code: 403,
			message:
				`Permission 'aiplatform.tuningJobs.create' denied on resource '//aiplatform.googleapis.com/${resource}' ` +
				'(or it may not exist).',
			details: [
				{
					reason: 'IAM_PERMISSION_DENIED',
					domain: 'aiplatform.googleapis.com',
					metadata: { permission: 'aiplatform.tuningJobs.create', resource },
				},
			],
		});
	});

	test('a user has to name the billed project, a service account doesn’t', async () => {
		const token = emulator.identities.issueToken({ email: caller });
		const jobs = `GET ${parent(emulator)}/tuningJobs`;
		const without = await send<ErrorBody>(emulator, jobs, { token });
		expect(without.body.error).toMatchObject({
			code: 403,
			message: expect.stringContaining('quota project'),
		});
		const headers = { 'x-goog-user-project': emulator.project };
		expect((await send(emulator, jobs, { token, headers })).status).toBe(200);
		expect((await send(emulator, jobs)).status).toBe(200);
		expect(
			(await send(emulator, jobs, { token: 'none', headers: { 'x-goog-api-key': emulator.apiKey } })).status,
		).toBe(401);
	});

	test('the errors name a disabled API and a missing project', async () => {
		emulator.identities.addProject({ id: emulator.project, disabledServices: ['aiplatform.googleapis.com'] });
		const { body } = await send<ErrorBody>(emulator, `GET ${parent(emulator)}/tuningJobs`);
		expect(body.error).toMatchObject({
			code: 403,
			message: expect.stringMatching(/^Vertex AI API has not been used in project/),
		});
		emulator.identities.addProject({ id: emulator.project, disabledServices: [] });
		const path =
			'/us-central1-aiplatform.googleapis.com/v1/projects/nobodys/locations/us-central1/tuningJobs';
		expect((await send<ErrorBody>(emulator, `GET ${path}`)).body.error).toMatchObject({
			code: 403,
			message: 'Permission denied on resource project nobodys.',
			details: [{}, { reason: 'CONSUMER_INVALID' }],
		});
	});
});

test('a host serves only its own location, and a path without a host finds it', async () => {
	const job = await start(emulator);
	const elsewhere = await send<ErrorBody>(
		emulator,
		`GET /europe-west4-aiplatform.googleapis.com/v1/${job.name}`,
	);
	expect(elsewhere.body.error).toMatchObject({
		code: 400,
		message:
			"List of found errors:\t1.Field: name; Message: The provided location ID doesn't match the endpoint. The valid " +
			'location ID is `europe-west4`.\t',
	});
	expect((await send(emulator, `GET /aiplatform.googleapis.com/v1/${job.name}`)).status).toBe(400);
	expect((await send(emulator, `GET /v1beta1/${job.name}`)).status).toBe(200);
	expect(
		(await send(emulator, `GET /v1beta1/${job.name.replace('528811260437', emulator.project)}`)).status,
	).toBe(200);
});
