import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { asServiceAccount, asUser, received } from './signedIn.ts';

/** Somebody else's server, which redirects to a third one. */
let stranger: Server;
let strangersUrl: string;
let thirdUrl: string;
const heard: Array<{ at: string; headers: IncomingHttpHeaders }> = [];

let emulator: Emulator;
beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held' });
	stranger = createServer(({ url = '', headers }, response) => {
		heard.push({ at: url, headers });
		response
			.writeHead(url.startsWith('/third') ? 200 : 307, { location: `${thirdUrl}${url}` })
			.end('{"access_token":"ya29.fromStranger"}');
	});
	await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
	const address = stranger.address();
	if (typeof address !== 'object' || !address) throw new Error('The server has no port');
	strangersUrl = `http://127.0.0.1:${address.port}`;
	thirdUrl = `${strangersUrl}/third`;
});
beforeEach(() => {
	emulator.reset();
	heard.length = 0;
});
afterAll(async () => {
	stranger.close();
	await emulator.close();
});

describe.each([
	['OAuth2', asUser],
	['Google Auth', asServiceAccount],
])('a %s credential', (_, signIn) => {
	it.each([
		'http://proxy.example',
		'http://127.0.0.1.proxy.example',
		'https://user:word@proxy.example',
		'https://proxy.example?to=elsewhere',
		'file:///etc/passwd',
	])('is not sent to the API Endpoint %s', async (apiEndpoint) => {
		const error = (await signIn(emulator, { apiEndpoint }).remove()).error();
		expect(error?.message).toBe('The API Endpoint of the credential cannot be used');
		expect(error?.description).toContain('https://');
		expect(received(emulator)).toEqual([]);
	});

	it('is not sent to the target of a redirect, by a node or by the test', async () => {
		const credential = signIn(emulator, { apiEndpoint: strangersUrl });
		if (credential.stored.data.privateKeyJson) {
			const key = { ...emulator.serviceAccountKey, token_uri: `${strangersUrl}/third/token` };
			credential.stored.data.privateKeyJson = JSON.stringify(key);
		}
		const error = (await credential.remove()).error();
		expect(error?.message).toMatch(/returned a redirect \(HTTP status 307\), which the node doesn't follow/);
		await credential.test();
		expect(heard.filter(({ headers }) => headers.authorization)).not.toHaveLength(0);
		expect(heard.filter(({ at, headers }) => at.startsWith('/third') && headers.authorization)).toEqual([]);
	});
});

it.each([
	'https://oauth2.googleapis.com.evil.example/token',
	'http://oauth2.googleapis.com/token',
	'https://evil.example/token',
	'not an address',
])('does not send an assertion to the token service %s', async (tokenUri) => {
	const privateKeyJson = JSON.stringify({ ...emulator.serviceAccountKey, token_uri: tokenUri });
	const error = (await asServiceAccount(emulator, { privateKeyJson }).remove()).error();
	expect(error?.message).toMatch(/token_uri.*neither Google nor the API Endpoint/);
	expect(received(emulator)).toEqual([]);
});

it("sends an assertion to the API Endpoint's token service only while that endpoint is set", async () => {
	const error = (await asServiceAccount(emulator, { apiEndpoint: '' }).remove()).error();
	expect(error?.message).toMatch(/token_uri.*neither Google nor the API Endpoint/);
	expect(received(emulator)).toEqual([]);
});
