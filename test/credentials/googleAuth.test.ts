import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { asServiceAccount, everythingIn, received } from './signedIn.ts';

const list = {
	request: 'GET generativelanguage.googleapis.com/v1beta/tunedModels',
	project: 'emulator-project',
};
const exchange = { request: 'POST oauth2.googleapis.com/token', project: undefined, status: 200 };

let emulator: Emulator;
beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held' });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

it('exchanges the key for a token once and stores the token', async () => {
	const account = asServiceAccount(emulator);
	expect((await account.list()).error()).toBeUndefined();
	expect((await account.list()).error()).toBeUndefined();
	expect(received(emulator)).toEqual([exchange, { ...list, status: 200 }, { ...list, status: 200 }]);
	expect(account.stored.data.accessToken).toMatch(/^ya29\./);
});

it('requests the two scopes for tuning', async () => {
	await asServiceAccount(emulator).list();
	expect([...emulator.identities.accessTokens.values()].at(-1)?.scopes).toEqual([
		'https://www.googleapis.com/auth/cloud-platform',
		'https://www.googleapis.com/auth/generative-language.tuning',
	]);
});

it('fetches a new token when Google no longer accepts the stored one', async () => {
	const account = asServiceAccount(emulator);
	await account.list();
	emulator.requests.clear();
	emulator.identities.accessTokens.clear();
	expect((await account.list()).error()).toBeUndefined();
	expect(received(emulator)).toEqual([{ ...list, status: 401 }, exchange, { ...list, status: 200 }]);
});

it('fetches a new token when the credential was edited, without sending the old one', async () => {
	const account = asServiceAccount(emulator);
	await account.list();
	emulator.requests.clear();
	const other = { email: 'other@emulator-project.iam.gserviceaccount.com', homeProject: emulator.project };
	const key = await emulator.identities.issueServiceAccountKey(other, emulator.tokenUri);
	account.stored.data.privateKeyJson = JSON.stringify(key);
	expect((await account.list()).error()).toBeUndefined();
	expect(received(emulator)).toEqual([exchange, { ...list, status: 200 }]);
	expect([...emulator.identities.accessTokens.values()].at(-1)?.email).toBe(other.email);
});

it("uses the token service below the API Endpoint for Google's key files", async () => {
	const key = { ...emulator.serviceAccountKey, token_uri: 'https://oauth2.googleapis.com/token' };
	const { list: run } = asServiceAccount(emulator, { privateKeyJson: JSON.stringify(key) });
	expect((await run()).error()).toBeUndefined();
	expect(received(emulator)).toEqual([exchange, { ...list, status: 200 }]);
});

it('sends no project if none is set', async () => {
	expect((await asServiceAccount(emulator, { projectId: ' ' }).list()).error()).toBeUndefined();
	expect(received(emulator).map(({ project }) => project)).toEqual([undefined, undefined]);
});

it("shows Google's error for an unknown key", async () => {
	const account = asServiceAccount(emulator);
	emulator.identities.serviceAccountKeys.clear();
	const error = (await account.list()).error();
	expect(error?.message).toBe("Google didn't accept the service account key");
	expect(error?.description).toContain('invalid_grant: Invalid JWT Signature.');
	expect(received(emulator)).toEqual([{ ...exchange, status: 400 }]);
});

it('distinguishes a token service without a response from a rejected key', async () => {
	emulator.faults.add({ kind: 'reset', match: { host: 'oauth2.googleapis.com' } });
	const error = (await asServiceAccount(emulator).remove()).error();
	expect(error?.message).toBe("Google's response was incomplete or never arrived");
	expect(error?.description).toContain(new URL(emulator.url).host);
});

it.each([
	['UNAVAILABLE', 'Google is overloaded'],
	['INTERNAL', 'Google returned an internal error'],
] as const)('distinguishes a token service that returns %s from a rejected key', async (status, message) => {
	emulator.faults.add({ kind: 'error', match: { host: 'oauth2.googleapis.com' }, status });
	expect((await asServiceAccount(emulator).remove()).error()?.message).toBe(message);
});

it('has neither the key nor a token in its errors', async () => {
	const account = asServiceAccount(emulator);
	emulator.faults.add({
		kind: 'error',
		match: { host: 'oauth2.googleapis.com' },
		status: 'INVALID_ARGUMENT',
	});
	const refused = (await account.remove()).run;
	emulator.faults.clear();
	emulator.faults.add({ kind: 'error', match: { path: 'tunedModels' }, status: 'PERMISSION_DENIED' });
	const forbidden = (await account.remove()).run;
	const { accessToken } = account.stored.data;
	const [, secretLine = ''] = emulator.serviceAccountKey.private_key.split('\n');
	for (const run of [refused, forbidden]) {
		const { error } = run.data.resultData;
		expect(error).toBeDefined();
		expect(everythingIn(run.data.resultData)).not.toContain(secretLine);
		expect(everythingIn(run.data.resultData)).not.toContain(accessToken);
		expect(everythingIn(run.data.resultData)).not.toContain('assertion');
	}
});
