import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { send } from './support.ts';
import type { ErrorBody } from './support.ts';

/** The requests of a preflight to Google Cloud other than Vertex AI and Cloud Storage. */
const caller = 'tuner@example.com';
let emulator: Emulator;
let token: string;
beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held' });
	token = emulator.identities.issueToken({ email: caller, homeProject: emulator.project });
});
afterEach(async () => await emulator.close());

const MANAGER = '/cloudresourcemanager.googleapis.com';
const USAGE = '/serviceusage.googleapis.com';

describe('projects', () => {
	const project = (version: string) => `${MANAGER}/${version}/projects/emulator-project`;

	test('show their number, in the form of each version', async () => {
		expect((await send(emulator, `GET ${project('v1')}`, { token })).body).toMatchObject({
			projectNumber: '528811260437',
			projectId: 'emulator-project',
			lifecycleState: 'ACTIVE',
		});
		expect((await send(emulator, `GET ${project('v3')}`, { token })).body).toMatchObject({
			name: 'projects/528811260437',
			projectId: 'emulator-project',
			state: 'ACTIVE',
		});
		emulator.permissions.grant(caller, 'projects/emulator-project', []);
		expect((await send<ErrorBody>(emulator, `GET ${project('v1')}`, { token })).body.error).toEqual({
			code: 403,
			message: 'The caller does not have permission',
			status: 'PERMISSION_DENIED',
		});
	});

	test('show the caller’s permissions among the requested ones', async () => {
		const permissions = [
			'aiplatform.tuningJobs.create',
			'storage.buckets.create',
			'serviceusage.services.get',
		];
		const ask = async () =>
			(await send(emulator, `POST ${project('v1')}:testIamPermissions`, { token, body: { permissions } }))
				.body;
		expect(await ask()).toEqual({ permissions });
		emulator.permissions.grant(caller, 'projects/emulator-project', [
			'aiplatform.*',
			'serviceusage.services.get',
		]);
		expect(await ask()).toEqual({
			permissions: ['aiplatform.tuningJobs.create', 'serviceusage.services.get'],
		});
		emulator.permissions.grant(caller, 'projects/emulator-project', []);
		expect(await ask()).toEqual({});
		const wildcard = { token, body: { permissions: ['storage.*'] } };
		expect((await send(emulator, `POST ${project('v3')}:testIamPermissions`, wildcard)).status).toBe(400);
	});

	test('that don’t exist get the same error as forbidden ones', async () => {
		emulator.identities.addProject({ id: 'known' });
		const answer = await send(emulator, `POST ${MANAGER}/v1/projects/unknown:testIamPermissions`, {
			token,
			body: {},
		});
		expect(answer.status).toBe(403);
	});
});

describe('services', () => {
	const service = (name: string) => `GET ${USAGE}/v1/projects/emulator-project/services/${name}`;

	test('are enabled or disabled', async () => {
		const disabledServices = ['aiplatform.googleapis.com'];
		emulator.identities.addProject({ id: emulator.project, disabledServices });
		expect((await send(emulator, service('aiplatform.googleapis.com'), { token })).body).toEqual({
			name: 'projects/528811260437/services/aiplatform.googleapis.com',
			config: { name: 'aiplatform.googleapis.com', title: 'Vertex AI API' },
			state: 'DISABLED',
			parent: 'projects/528811260437',
		});
		const storage = await send(emulator, service('storage.googleapis.com'), { token });
		expect(storage.body).toMatchObject({ state: 'ENABLED' });
	});

	test('are hidden from callers without permission, and missing ones get an error', async () => {
		expect(
			(await send<ErrorBody>(emulator, service('moon.googleapis.com'), { token })).body.error,
		).toMatchObject({
			code: 403,
			details: [{ reason: 'SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED' }],
		});
		emulator.permissions.grant(caller, 'projects/emulator-project', ['aiplatform.*']);
		const denied = await send<ErrorBody>(emulator, service('aiplatform.googleapis.com'), { token });
		expect(denied.body.error).toMatchObject({
			code: 403,
			message: 'Permission denied to get service [aiplatform.googleapis.com]',
			details: [{ reason: 'AUTH_PERMISSION_DENIED', domain: 'serviceusage.googleapis.com' }],
		});
	});

	test('can be disabled themselves, like any other API', async () => {
		for (const host of ['serviceusage.googleapis.com', 'cloudresourcemanager.googleapis.com']) {
			emulator.identities.addProject({ id: emulator.project, disabledServices: [host] });
			const line = host.startsWith('serviceusage')
				? service('aiplatform.googleapis.com')
				: `GET ${MANAGER}/v1/projects/emulator-project`;
			expect((await send<ErrorBody>(emulator, line, { token })).body.error).toMatchObject({
				code: 403,
				details: [{ reason: 'SERVICE_DISABLED', metadata: { service: host } }, {}, {}],
			});
		}
	});
});

test('permissions, quota, durations and states can be set over HTTP', async () => {
	const control = (line: string, body?: object) => send(emulator, line, body && { body });
	await control('POST /emulator/permissions', {
		member: caller,
		resource: 'projects/emulator-project',
		permissions: ['a.b.c'],
	});
	expect((await control('GET /emulator/permissions')).body).toEqual({
		permissions: [{ member: caller, resource: 'projects/emulator-project', permissions: ['a.b.c'] }],
	});
	await control('DELETE /emulator/permissions');
	expect((await control('GET /emulator/permissions')).body).toEqual({ permissions: [] });
	expect((await control('POST /emulator/job-quota', { concurrentJobs: 3, whenFull: 'reject' })).body).toEqual(
		{
			concurrentJobs: 3,
			whenFull: 'reject',
		},
	);
	expect((await control('POST /emulator/vertex-durations', { stepMs: 1 })).body).toMatchObject({
		stepMs: 1,
		datasetMs: 60_000,
	});
	expect((await control('POST /emulator/job-states/1', { state: 'JOB_STATE_PAUSED' })).body).toMatchObject({
		error: { message: expect.stringContaining('There is no tuning job 1') },
	});
	emulator.reset();
	expect(emulator.vertex.quota).toEqual({ concurrentJobs: 1, whenFull: 'wait' });
});
