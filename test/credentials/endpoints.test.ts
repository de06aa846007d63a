import { Readable } from 'node:stream';
import type { IHttpRequestOptions } from 'n8n-workflow';
import { fetchToken } from '../../credentials/googleAuth';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { asServiceAccount, asUser, received } from './signedIn.ts';

const operatorsVariable = 'N8N_GEMINI_TUNING_ENDPOINTS';
const environment = { ...process.env };

let emulator: Emulator;
let googlesKey: string;
beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held' });
	googlesKey = JSON.stringify({
		...emulator.serviceAccountKey,
		token_uri: 'https://oauth2.googleapis.com/token',
	});
});
beforeEach(() => {
	emulator.reset();
	process.env = { ...environment };
});
afterAll(async () => {
	process.env = environment;
	await emulator.close();
});

describe.each([
	['OAuth2', asUser],
	['Google Auth', asServiceAccount],
])('a %s credential', (_, signIn) => {
	it.each(['none', 'https://gateway.example', 'http://127.0.0.1:1', 'true', ' 127.0.0.1 '])(
		'is not sent to an API Endpoint where the operator allows %j',
		async (value) => {
			process.env[operatorsVariable] = value;
			const credential = signIn(emulator);
			const error = (await credential.remove()).error();
			expect(error?.message).toBe("This n8n doesn't allow the API Endpoint of the credential");
			expect(error?.description).toContain(operatorsVariable);
			expect(error?.description).toContain(emulator.url);
			expect(await credential.test()).toEqual({
				status: 'Error',
				message: "This n8n doesn't allow the API Endpoint of the credential",
			});
			expect(received(emulator)).toEqual([]);
		},
	);

	it('is not sent to an API Endpoint that the operator no longer allows, with the stored token', async () => {
		const credential = signIn(emulator);
		expect((await credential.list()).error()).toBeUndefined();
		emulator.requests.clear();
		process.env[operatorsVariable] = 'https://gateway.example';
		expect((await credential.list()).error()?.message).toMatch(/doesn't allow the API Endpoint/);
		expect(received(emulator)).toEqual([]);
	});

	it('is sent to an API Endpoint that the operator allows', async () => {
		process.env[operatorsVariable] = `https://gateway.example, ${emulator.url}/`;
		expect((await signIn(emulator).list()).error()).toBeUndefined();
	});

	it('is sent to any API Endpoint if the operator sets no list', async () => {
		process.env[operatorsVariable] = '';
		expect((await signIn(emulator).list()).error()).toBeUndefined();
	});
});

describe('the signed assertion of a service account', () => {
	/** Where the assertion goes. */
	async function goesTo(apiEndpoint: string, privateKeyJson = googlesKey): Promise<string[]> {
		const urls: string[] = [];
		const httpRequest = async ({ url, body }: IHttpRequestOptions) => {
			urls.push(url);
			expect(String(body)).toContain('assertion=');
			return {
				statusCode: 200,
				headers: { 'content-type': 'application/json' },
				body: Readable.from([Buffer.from('{"access_token":"ya29.token","expires_in":3599}')]),
			};
		};
		await fetchToken({ httpRequest }, { privateKeyJson, apiEndpoint });
		return urls;
	}
	const google = 'https://oauth2.googleapis.com/token';

	it.each([
		'',
		'https://gateway.example',
		'https://gateway.example/google',
		'https://10.0.0.7',
		'https://localhost.evil.example',
		'https://127.0.0.1.evil.example',
		'https://[2001:db8::1]',
	])('goes to Google with the API Endpoint %j', async (apiEndpoint) => {
		expect(await goesTo(apiEndpoint)).toEqual([google]);
	});

	it.each(['http://127.0.0.1:8787', 'http://localhost:8787/google', 'https://[::1]:8787'])(
		'goes to an API Endpoint on this machine: %s',
		async (apiEndpoint) => {
			expect(await goesTo(apiEndpoint)).toEqual([`${apiEndpoint}/oauth2.googleapis.com/token`]);
		},
	);

	it('goes to an API Endpoint elsewhere if the operator allows it', async () => {
		process.env[operatorsVariable] = 'https://gateway.example';
		expect(await goesTo('https://gateway.example/google')).toEqual([
			'https://gateway.example/google/oauth2.googleapis.com/token',
		]);
	});

	it('is not sent to an endpoint on this machine if the operator allows only others', async () => {
		process.env[operatorsVariable] = 'https://gateway.example';
		for (const endpoint of [
			'http://127.0.0.1:8787',
			'https://gateway.example:8443',
			'https://gateway.example.evil',
		])
			await expect(goesTo(endpoint)).rejects.toThrow(/doesn't allow the API Endpoint/);
	});

	it('goes to a token service of the API Endpoint only if that replaces Google', async () => {
		const key = JSON.stringify({ ...emulator.serviceAccountKey, token_uri: 'https://gateway.example/token' });
		await expect(goesTo('https://gateway.example', key)).rejects.toThrow(/token_uri/);
		process.env[operatorsVariable] = 'https://gateway.example';
		expect(await goesTo('https://gateway.example', key)).toEqual(['https://gateway.example/token']);
	});
});
