import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import type { PreflightCheck, StoredDataset, TuningSpec } from '../../../../../nodes/shared/google/tuning.ts';
import { ensureBucket } from '../../../../../nodes/shared/google/vertex/storage/buckets.ts';
import { storageAt, vertexBackendAt } from '../../../../vertexClient.ts';
import { bucket, data, key, spec } from './scene.ts';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1 });
});

beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

const wanted: TuningSpec = { ...spec, createBucket: false };
const makeBucket = async (location = 'us-central1') =>
	await ensureBucket(storageAt(emulator), bucket, { project: emulator.project, location });

async function check(changed: Partial<TuningSpec> = {}, stored?: StoredDataset, location?: string) {
	const backend = vertexBackendAt(emulator, location === undefined ? {} : { location });
	const checks = (await backend.preflight?.({ ...wanted, ...changed }, stored)) ?? [];
	return new Map<string, PreflightCheck>(checks.map((found) => [found.id, found]));
}

const statuses = (checks: Map<string, PreflightCheck>) =>
	Object.fromEntries([...checks.values()].map(({ id, status }) => [id, status]));

test('without problems, all checks are ok, except for unreadable ones', async () => {
	await makeBucket();
	expect(statuses(await check())).toEqual({
		api: 'ok',
		projectPermissions: 'ok',
		bucket: 'ok',
		bucketPermissions: 'ok',
		serviceAgent: 'notChecked',
		model: 'ok',
		quota: 'ok',
	});
});

test('creates and changes nothing', async () => {
	await makeBucket();
	emulator.requests.clear();
	await check({ createBucket: true });
	const asked = emulator.requests.list().filter(({ method }) => method !== 'GET');
	expect(asked.map(({ path }) => path)).toEqual([`/v3/projects/${emulator.project}:testIamPermissions`]);
});

test('a bucket without a location is not checked', async () => {
	await makeBucket();
	emulator.faults.add({ kind: 'answer', json: { name: bucket }, match: { path: `/b/${bucket}$` } });
	expect((await check()).get('bucket')).toEqual({
		id: 'bucket',
		status: 'notChecked',
		message: expect.stringMatching(/^Cloud Storage doesn't show where the bucket '[^']+' is\. .*US-CENTRAL1/),
	});
});

test('a disabled API is reported with the page to enable it', async () => {
	await makeBucket();
	emulator.identities.addProject({ id: emulator.project, disabledServices: ['aiplatform.googleapis.com'] });
	const { status, message } = (await check()).get('api') ?? {};
	expect(status).toBe('missing');
	expect(message).toContain(`/apis/library/aiplatform.googleapis.com?project=${emulator.project}`);
});

describe('the bucket', () => {
	test('is missing if it does not exist', async () => {
		const checks = await check();
		expect(statuses(checks)).toMatchObject({ bucket: 'missing', bucketPermissions: 'notChecked' });
		expect(checks.get('bucket')?.message).toContain(`The bucket '${bucket}' doesn't exist`);
	});

	test('is ok if the node will create it', async () => {
		const checks = await check({ createBucket: true });
		expect(statuses(checks)).toMatchObject({ bucket: 'ok', bucketPermissions: 'ok' });
		expect(checks.get('bucket')?.message).toContain(`will create the bucket '${bucket}' in US-CENTRAL1`);
	});

	test('is missing if it is in another location', async () => {
		await makeBucket('europe-west4');
		expect((await check()).get('bucket')).toMatchObject({
			status: 'missing',
			message: expect.stringContaining("is in EUROPE-WEST4, and the job would run in 'us-central1'"),
		});
	});

	test('is not checked without permission', async () => {
		await makeBucket();
		emulator.permissions.grant(callerOf(emulator), `buckets/${bucket}`, ['storage.objects.create']);
		const checks = await check();
		expect(statuses(checks)).toMatchObject({ bucket: 'notChecked', bucketPermissions: 'missing' });
		expect(checks.get('bucketPermissions')?.message).toContain(
			'lacks storage.objects.delete, storage.objects.get',
		);
		expect(checks.get('bucketPermissions')?.message).toContain('roles/storage.objectUser');
	});
});

test('missing roles are reported with account and project', async () => {
	await makeBucket();
	emulator.permissions.grant(callerOf(emulator), `projects/${emulator.project}`, [
		'aiplatform.tuningJobs.list',
	]);
	const { status, message } = (await check({ createBucket: true })).get('projectPermissions') ?? {};
	expect(status).toBe('missing');
	expect(message).toContain('aiplatform.tuningJobs.create');
	expect(message).toContain('storage.buckets.create');
	expect(message).not.toContain('aiplatform.tuningJobs.list,');
	expect(message).toContain('roles/aiplatform.user');
	expect(message).toContain(`in the project '${emulator.project}'`);
});

test.each(['serviceusage', 'cloudresourcemanager', 'storage'])(
	'an error of %s is not checked, never ok',
	async (service) => {
		await makeBucket();
		emulator.faults.add({
			kind: 'error',
			status: 'PERMISSION_DENIED',
			match: { host: `${service}.googleapis.com` },
		});
		const checks = await check();
		const concerned = {
			serviceusage: ['api'],
			cloudresourcemanager: ['projectPermissions'],
			storage: ['bucket', 'bucketPermissions'],
		};
		const ids: Record<string, string[]> = concerned;
		for (const id of ids[service] ?? []) expect(checks.get(id)?.status).toBe('notChecked');
	},
);

test('a running job is a warning with its name', async () => {
	await makeBucket();
	const { job } = await vertexBackendAt(emulator).create(wanted, data, key);
	const { status, message } = (await check()).get('quota') ?? {};
	expect(status).toBe('warning');
	expect(message).toContain(job.name);
	emulator.vertex.force(job.name ?? '', 'JOB_STATE_CANCELLED');
	expect((await check()).get('quota')?.status).toBe('ok');
});

test('a job in another region also counts', async () => {
	await makeBucket();
	await vertexBackendAt(emulator, { location: 'europe-west4' }).create(
		{ ...spec, bucket: 'emulator-europe' },
		data,
		key,
	);
	expect((await check()).get('quota')?.status).toBe('warning');
});

test('jobs are not checked without permission to list them', async () => {
	await makeBucket();
	emulator.faults.add({ kind: 'error', status: 'PERMISSION_DENIED', match: { path: '/tuningJobs$' } });
	expect((await check()).get('quota')?.status).toBe('notChecked');
});

test('unsupported settings are found without a request', async () => {
	await makeBucket();
	expect((await check({ adapterSize: 32 })).get('model')).toMatchObject({
		status: 'missing',
		message: expect.stringContaining('adapter size 32'),
	});
});

test('checks that the dataset exists', async () => {
	await makeBucket();
	expect((await check({}, { trainingUri: `gs://${bucket}/absent.jsonl` })).get('dataset')).toMatchObject({
		status: 'missing',
		message: expect.stringContaining(`There is no object 'gs://${bucket}/absent.jsonl'`),
	});
});

test('without a sign-in there is no report', async () => {
	emulator.faults.add({ kind: 'expired' });
	await expect(check()).rejects.toMatchObject({ httpStatus: 401 });
});

function callerOf({ project }: Emulator): string {
	return `emulator@${project}.iam.gserviceaccount.com`;
}
