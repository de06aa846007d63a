import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { asUser, clientSecret, everythingIn, received } from './signedIn.ts';

const list = {
	request: 'GET generativelanguage.googleapis.com/v1beta/tunedModels',
	project: 'emulator-project',
};
const refresh = { request: 'POST oauth2.googleapis.com/token', project: undefined, status: 200 };

let emulator: Emulator;
beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held' });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

it('sends the token and the project', async () => {
	expect((await asUser(emulator).list()).error()).toBeUndefined();
	expect(received(emulator)).toEqual([{ ...list, status: 200 }]);
});

it('sends no project if none is set', async () => {
	await asUser(emulator, { projectId: '' }).list();
	expect(received(emulator)).toEqual([{ ...list, project: undefined, status: 200 }]);
});

it('renews an expired token once, stores it, and sends the project with it', async () => {
	const user = asUser(emulator, {}, 'ya29.expired');
	expect((await user.list()).error()).toBeUndefined();
	expect((await user.list()).error()).toBeUndefined();
	expect(received(emulator)).toEqual([
		{ ...list, status: 401 },
		refresh,
		{ ...list, status: 200 },
		{ ...list, status: 200 },
	]);
	expect(user.stored.data.oauthTokenData).toEqual(
		expect.objectContaining({ access_token: expect.stringMatching(/^ya29\.(?!expired)/) }),
	);
});

it('reports an expired sign-in with possible reasons when Google no longer renews it', async () => {
	const user = asUser(emulator, {}, 'ya29.expired');
	emulator.identities.refreshTokens.clear();
	const error = (await user.list()).error();
	expect(error?.message).toBe('The credential "1" needs to be reconnected.');
	expect(error?.description).toMatch(/sign in again.*in testing after 7 days.*service account/);
	expect(error).toMatchObject({ failure: { cause: 'credential-invalid' } });
	expect(received(emulator).map(({ status }) => status)).toEqual([401, 400]);
});

it('does not repeat a request that Google may have run when the renewal fails', async () => {
	emulator.faults.add({ kind: 'error', match: { host: 'oauth2.googleapis.com' } });
	const error = (await asUser(emulator, {}, 'ya29.expired').remove()).error();
	expect(error?.message).toBe("Google's response was incomplete or never arrived");
	expect(received(emulator).map(({ status }) => status)).toEqual([401, 503]);
});

it('explains a token that Google rejects even after a renewal', async () => {
	emulator.faults.add({ kind: 'expired', match: { path: 'tunedModels' } });
	const error = (await asUser(emulator).list()).error();
	expect(error?.message).toBe('Google rejected the sign-in');
	expect(error).toMatchObject({ httpCode: '401', failure: { cause: 'credential-invalid' } });
	expect(received(emulator).map(({ status }) => status)).toEqual([401, 200, 401]);
});

it.each([
	['a token is refused', () => emulator.faults.add({ kind: 'expired', match: { path: 'tunedModels' } })],
	['access is denied', () => emulator.faults.add({ kind: 'error', status: 'PERMISSION_DENIED' })],
	['the connection breaks', () => emulator.faults.add({ kind: 'reset' })],
	['the answer breaks off', () => emulator.faults.add({ kind: 'cut' })],
	[
		'the renewal breaks',
		() => {
			emulator.faults.add({ kind: 'expired', match: { path: 'tunedModels' } });
			emulator.faults.add({ kind: 'reset', match: { host: 'oauth2.googleapis.com' } });
		},
	],
	[
		'the renewal is refused',
		() => {
			emulator.faults.add({ kind: 'expired', match: { path: 'tunedModels' } });
			emulator.identities.refreshTokens.clear();
		},
	],
])('has neither token nor secret in its error when %s', async (_, strike) => {
	const user = asUser(emulator);
	const { oauthTokenData } = user.stored.data;
	strike();
	const { resultData } = (await user.remove()).run.data;
	expect(resultData.error).toBeDefined();
	const all = everythingIn(resultData);
	const secrets = [clientSecret, emulator.accessToken, ...Object.values(Object(oauthTokenData)).map(String)];
	for (const secret of secrets.filter((value) => value !== 'Bearer')) expect(all).not.toContain(secret);
});
