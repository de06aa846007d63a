import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { asServiceAccount, asUser, received } from './signedIn.ts';

const list = {
	request: 'GET generativelanguage.googleapis.com/v1beta/tunedModels',
	project: 'emulator-project',
};

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
	it('lists a tuned model, signed and with the project', async () => {
		expect(await signIn(emulator).test()).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(received(emulator).at(-1)).toEqual({ ...list, status: 200 });
		expect(emulator.requests.list().at(-1)?.query).toEqual({ pageSize: '1' });
	});

	it('names no project when none is set', async () => {
		expect(await signIn(emulator, { projectId: ' ' }).test()).toMatchObject({ status: 'OK' });
		expect(emulator.requests.list().at(-1)?.headers).not.toHaveProperty('x-goog-user-project');
	});

	it('takes an API Endpoint with a path and a trailing slash', async () => {
		expect(await signIn(emulator, { apiEndpoint: `${emulator.url}/` }).test()).toMatchObject({
			status: 'OK',
		});
	});

	it('says what to look at when Google refuses the project', async () => {
		emulator.identities.addProject({
			id: emulator.project,
			disabledServices: ['generativelanguage.googleapis.com'],
		});
		expect(await signIn(emulator).test()).toEqual({
			status: 'Error',
			message: expect.stringMatching(/Enable the Generative Language API.*Service Usage Consumer/),
		});
	});

	it('says so when Google refuses the sign-in', async () => {
		emulator.faults.add({ kind: 'expired', match: { path: 'tunedModels' } });
		expect(await signIn(emulator).test()).toEqual({
			status: 'Error',
			message: expect.stringContaining('Google did not accept the sign-in'),
		});
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

it('says what is wrong with a key', async () => {
	const { message } = await asServiceAccount(emulator, { privateKeyJson: emulator.apiKey }).test();
	expect(message).toBe('The Service Account Key is an API key');
});
