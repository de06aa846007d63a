import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { asServiceAccount, asUser, received } from './signedIn.ts';

const services = [
	{
		api: 'gemini',
		request: 'GET generativelanguage.googleapis.com/v1beta/tunedModels',
		host: 'generativelanguage.googleapis.com',
		title: /Generative Language API/,
		resource: 'tunedModels',
	},
	{
		api: 'vertex',
		request:
			'GET us-central1-aiplatform.googleapis.com/v1/projects/emulator-project/locations/us-central1/tuningJobs',
		host: 'aiplatform.googleapis.com',
		title: /Vertex AI API/,
		resource: 'tuningJobs',
	},
];

let emulator: Emulator;
beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held' });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

describe.each([
	['OAuth2', asUser],
	['Google Auth', asServiceAccount],
])('the test of a %s credential', (_, signIn) => {
	describe.each(services)('for $api', ({ api, request, host, title, resource }) => {
		const tested = async (more: ICredentialDataDecryptedObject = {}) =>
			await signIn(emulator, { api, ...more }).test();

		it('lists one tuned model or job, signed and with the project', async () => {
			expect(await tested()).toEqual({ status: 'OK', message: 'Connection successful!' });
			expect(received(emulator).at(-1)).toEqual({ request, project: 'emulator-project', status: 200 });
			expect(emulator.requests.list().at(-1)?.query).toEqual({ pageSize: '1' });
		});

		it('accepts an API Endpoint with a path and a trailing slash', async () => {
			expect(await tested({ apiEndpoint: `${emulator.url}/` })).toMatchObject({ status: 'OK' });
		});

		it('passes if only this API is enabled, and otherwise lists what to check', async () => {
			const { project: id } = emulator;
			const others = services.flatMap((service) => (service.host === host ? [] : [service.host]));
			emulator.identities.addProject({ id, disabledServices: others });
			expect(await tested()).toMatchObject({ status: 'OK' });
			emulator.identities.addProject({ id, disabledServices: [host] });
			const { status, message } = await tested();
			expect(status).toBe('Error');
			expect(message).toMatch(title);
			expect(message).toMatch(/Enable the chosen API.*Service Usage Consumer/);
		});

		it('reports that Google rejected the sign-in', async () => {
			emulator.faults.add({ kind: 'expired', match: { path: resource } });
			expect(await tested()).toEqual({
				status: 'Error',
				message: expect.stringContaining('Google rejected the sign-in'),
			});
		});
	});

	it('sends no project to the Gemini API if none is set', async () => {
		const test = signIn(emulator, { api: 'gemini', projectId: ' ' }).test();
		expect(await test).toMatchObject({ status: 'OK' });
		expect(emulator.requests.list().at(-1)?.headers).not.toHaveProperty('x-goog-user-project');
	});

	it('calls Vertex AI by default', async () => {
		expect(await signIn(emulator).test()).toMatchObject({ status: 'OK' });
		expect(received(emulator).at(-1)?.request).toMatch(/tuningJobs$/);
	});

	it.each([
		['europe-west4', 'europe-west4-aiplatform.googleapis.com'],
		['eu', 'aiplatform.eu.rep.googleapis.com'],
		['us', 'aiplatform.us.rep.googleapis.com'],
		['global', 'aiplatform.googleapis.com'],
	])('calls Vertex AI in %s', async (location, host) => {
		expect(await signIn(emulator, { location }).test()).toMatchObject({ status: 'OK' });
		const path = `/v1/projects/emulator-project/locations/${location}/tuningJobs`;
		expect(received(emulator).at(-1)).toMatchObject({ request: `GET ${host}${path}`, status: 200 });
	});

	it.each(['evil.example/', 'us-central1.evil.example', 'us central1', '../'])(
		'sends nothing to a location like %j',
		async (location) => {
			expect(await signIn(emulator, { location }).test()).toMatchObject({ status: 'Error' });
			expect(received(emulator).filter(({ request }) => request.startsWith('GET '))).toEqual([]);
		},
	);

	it('reports the missing project for Vertex AI without a request', async () => {
		const { status, message } = await signIn(emulator, { projectId: ' ' }).test();
		expect(status).toBe('Error');
		expect(message).toContain("Vertex AI needs a project: 'Google Cloud Project ID' is empty");
		expect(received(emulator).filter(({ request }) => request.startsWith('GET '))).toEqual([]);
	});

	it.each(['http://proxy.example', 'https://user:word@proxy.example', 'ftp://127.0.0.1', 'proxy'])(
		'sends nothing to the API Endpoint %s',
		async (apiEndpoint) => {
			expect(await signIn(emulator, { apiEndpoint }).test()).toEqual({
				status: 'Error',
				message: 'The API Endpoint of the credential cannot be used',
			});
			expect(received(emulator)).toEqual([]);
		},
	);
});

it('reports the problem of a key', async () => {
	const { message } = await asServiceAccount(emulator, { privateKeyJson: emulator.apiKey }).test();
	expect(message).toBe('The Service Account Key is an API key');
});
