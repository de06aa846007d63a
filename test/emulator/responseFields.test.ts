import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { LONG, create, send } from './support.ts';
import { makeBucket, parent, start, upload, jsonl, line } from './vertexSupport.ts';

let emulator: Emulator;
let jobs: string;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held' });
	await create(emulator, 'job');
	await makeBucket(emulator);
	await upload(emulator, jsonl([line('a', 'b')]));
	await start(emulator);
	emulator.clock.advance(LONG);
	jobs = `${parent(emulator)}/tuningJobs`;
});
afterAll(async () => await emulator.close());

const GEMINI = '/v1beta/tunedModels';

test.each([
	['gemini', GEMINI, 'tunedModels(name,colour)', 'tunedModels.colour'],
	['gemini', `${GEMINI}/job`, 'name,tuningTask/hyperparameters/epochs', 'tuningTask.hyperparameters.epochs'],
	['gemini', `${GEMINI}/job`, 'tuning_task', 'tuning_task'],
	['gemini', `${GEMINI}/job`, 'name/first', 'name.first'],
	['gemini', `${GEMINI}/job/operations`, 'operations/state', 'operations.state'],
	['vertex', '', 'tuningJobs/state,nextPage', 'nextPage'],
	['vertex', '', 'tuningJobs(tunedModel(endpoint,version))', 'tuningJobs.tunedModel.version'],
])('%s: %s?fields=%s is refused', async (service, path, fields, unknown) => {
	const asked = service === 'gemini' ? path : jobs;
	expect(await send(emulator, `GET ${asked}?fields=${fields}`)).toMatchObject({
		status: 400,
		body: {
			error: {
				message: 'Request contains an invalid argument.',
				status: 'INVALID_ARGUMENT',
				details: [
					{
						fieldViolations: [
							{
								field: fields,
								description: `Error expanding 'fields' parameter. Cannot find matching fields for path '${unknown}'.`,
							},
						],
					},
				],
			},
		},
	});
});

test.each([
	['gemini', GEMINI, '*'],
	['gemini', GEMINI, 'tunedModels(name,tuningTask/snapshots/*),nextPageToken'],
	['gemini', `${GEMINI}/job/operations`, 'operations(name,metadata/totalSteps,response/anything)'],
	['vertex', '', 'tuningJobs(name,labels/team,error/message,tuningJobState,preferenceOptimizationSpec/x)'],
	[
		'vertex',
		'',
		'tuningJobs/tuningDataStats/supervisedTuningDataStats/userInputTokenDistribution/buckets/left',
	],
])('%s: %s?fields=%s is accepted', async (service, path, fields) => {
	const asked = service === 'gemini' ? path : jobs;
	expect((await send(emulator, `GET ${asked}?fields=${fields}`)).status).toBe(200);
});

test('a request with unknown fields isn’t executed', async () => {
	const model = 'gemini-3.5-flash:generateContent?fields=candidates/contents';
	const body = { contents: [{ role: 'user', parts: [{ text: 'x' }] }] };
	const line = `POST ${parent(emulator)}/publishers/google/models/${model}`;
	expect((await send(emulator, line, { body })).status).toBe(400);
	const created = await send(emulator, `POST ${jobs}?fields=id`, { body: {} });
	expect(created).toMatchObject({
		status: 400,
		body: { error: { message: 'Request contains an invalid argument.' } },
	});
});

const storage = '/storage.googleapis.com/storage/v1/b';

test.each([
	['', 'items(name,colour)', 'colour'],
	['/tuning-data', 'name,items', 'items'],
	['/tuning-data/o', 'objects', 'objects'],
	['/tuning-data/o/train.jsonl', 'name,location', 'location'],
])('Cloud Storage: %s?fields=%s is refused', async (path, fields, unknown) => {
	const project = path === '' ? `&project=${emulator.project}` : '';
	const { status, body } = await send(emulator, `GET ${storage}${path}?fields=${fields}${project}`);
	expect([status, body]).toMatchObject([
		400,
		{
			error: {
				message: `Invalid field selection ${unknown}`,
				errors: [{ reason: 'invalidParameter', location: 'fields', locationType: 'parameter' }],
			},
		},
	]);
});

test('Cloud Storage: fields of a list, of a bucket and of an object are accepted', async () => {
	for (const asked of [
		'/tuning-data/o?fields=nextPageToken,items(name,size,metadata/key)',
		'/tuning-data?fields=name,iamConfiguration/uniformBucketLevelAccess',
		'/tuning-data/o/train.jsonl?fields=*',
		'/tuning-data/iam/testPermissions?permissions=storage.objects.get&fields=permissions',
	])
		expect((await send(emulator, `GET ${storage}${asked}`)).status).toBe(200);
});
