import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createHash } from 'node:crypto';
import { JWT } from 'google-auth-library';
import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { signJwt } from '../../emulator/jwt.ts';
import { create, send } from './support.ts';

interface Tokens {
	access_token: string;
	expires_in: number;
	refresh_token?: string;
	scope?: string;
	token_type: string;
	error?: string;
	error_description?: string;
}

const CLOUD = 'https://www.googleapis.com/auth/cloud-platform';
const REDIRECT = 'http://127.0.0.1:5678/rest/oauth2-credential/callback';
const ENDPOINT = '/oauth2.googleapis.com/token';

let emulator: Emulator;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held' });
});
afterEach(async () => await emulator.close());

async function exchange(
	form: Record<string, string>,
	path = ENDPOINT,
): Promise<{ status: number; body: Tokens }> {
	const response = await fetch(emulator.url + path, { method: 'POST', body: new URLSearchParams(form) });
	const body: Tokens = JSON.parse(await response.text());
	return { status: response.status, body };
}

async function signIn(query: Record<string, string>): Promise<URL> {
	const common = { client_id: 'c', redirect_uri: REDIRECT, response_type: 'code', scope: CLOUD, state: 's' };
	const address = `${emulator.url}/accounts.google.com/o/oauth2/v2/auth?${new URLSearchParams({ ...common, ...query })}`;
	const response = await fetch(address, { redirect: 'manual' });
	expect(response.status).toBe(302);
	return new URL(response.headers.get('location') ?? '');
}

const withProject = (token: string) => ({ token, headers: { 'x-goog-user-project': 'my-project' } });

test('signing in, exchanging the code, and refreshing: each token works, a code only once', async () => {
	const back = await signIn({ access_type: 'offline' });
	expect(back.href.startsWith(`${REDIRECT}?state=s&code=`)).toBe(true);
	const form = {
		grant_type: 'authorization_code',
		code: back.searchParams.get('code') ?? '',
		redirect_uri: REDIRECT,
	};
	const { body } = await exchange(form);
	expect(body).toMatchObject({
		expires_in: 3599,
		scope: CLOUD,
		token_type: 'Bearer',
		refresh_token: expect.any(String),
	});
	const refreshed = await exchange({ grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' });
	for (const token of [body.access_token, refreshed.body.access_token]) {
		expect((await send(emulator, 'GET /v1beta/tunedModels', withProject(token))).status).toBe(200);
	}
	expect(refreshed.body.access_token).not.toBe(body.access_token);
	expect(await exchange(form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('without access_type=offline there is no refresh token', async () => {
	const back = await signIn({});
	const code = back.searchParams.get('code') ?? '';
	const { body } = await exchange({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT });
	expect(body).not.toHaveProperty('refresh_token');
});

test('a code is valid only for its redirect address and its verifier', async () => {
	const verifier = 'a-verifier';
	const code_challenge = createHash('sha256').update(verifier).digest('base64url');
	const code = async () =>
		(await signIn({ code_challenge, code_challenge_method: 'S256' })).searchParams.get('code') ?? '';
	const form = { grant_type: 'authorization_code', redirect_uri: REDIRECT };
	expect((await exchange({ ...form, code: await code(), code_verifier: 'another' })).body.error).toBe(
		'invalid_grant',
	);
	expect(
		(await exchange({ ...form, code: await code(), code_verifier: verifier, redirect_uri: 'x' })).body.error,
	).toBe('redirect_uri_mismatch');
	expect((await exchange({ ...form, code: await code(), code_verifier: verifier })).status).toBe(200);
});

test('a refresh token that is unknown or revoked is an invalid grant', async () => {
	expect(await exchange({ grant_type: 'refresh_token', refresh_token: 'r1' })).toMatchObject({
		status: 400,
		body: { error: 'invalid_grant' },
	});
	emulator.identities.issueRefreshToken({ email: 'user@example.com', token: 'r1' });
	expect((await exchange({ grant_type: 'refresh_token', refresh_token: 'r1' })).status).toBe(200);
	await fetch(`${emulator.url}/oauth2.googleapis.com/revoke?token=r1`, { method: 'POST' });
	expect((await exchange({ grant_type: 'refresh_token', refresh_token: 'r1' })).status).toBe(400);
});

describe('a service account’s assertion', () => {
	const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
	const seconds = () => Math.floor(Date.now() / 1000);
	const claims = (aud: string) => ({
		iss: emulator.serviceAccountKey.client_email,
		scope: CLOUD,
		aud,
		iat: seconds(),
		exp: seconds() + 3600,
	});
	const post = (aud: string, changed = {}, path = ENDPOINT) =>
		exchange(
			{ grant_type, assertion: signJwt({ ...claims(aud), ...changed }, emulator.serviceAccountKey) },
			path,
		);

	test('returns a token, also at the old address', async () => {
		const { body } = await post('https://oauth2.googleapis.com/token');
		expect((await send(emulator, 'GET /v1beta/tunedModels', { token: body.access_token })).status).toBe(200);
		const old = await post(
			'https://www.googleapis.com/oauth2/v4/token',
			{},
			'/www.googleapis.com/oauth2/v4/token',
		);
		expect(old.status).toBe(200);
		expect((await post(emulator.serviceAccountKey.token_uri)).status).toBe(200);
	});

	test('is refused with a wrong audience, outside its lifetime, or without scope', async () => {
		const aud = 'https://oauth2.googleapis.com/token';
		expect((await post('https://example.com/token')).body.error_description).toContain('audience');
		expect((await post(aud, { iat: 1, exp: 3601 })).body.error_description).toContain('reasonable timeframe');
		expect((await post(aud, { scope: '' })).body.error).toBe('invalid_scope');
		const other = { ...emulator.serviceAccountKey, private_key_id: 'unknown' };
		const assertion = signJwt(claims(aud), other);
		expect((await exchange({ grant_type, assertion })).body.error_description).toBe('Invalid JWT Signature.');
	});
});

test('an unknown grant gets OAuth’s error', async () => {
	expect(await exchange({ grant_type: 'password' })).toMatchObject({
		status: 400,
		body: { error: 'unsupported_grant_type' },
	});
});

test('google-auth-library signs a JWT by itself, and the emulator accepts it', async () => {
	const { client_email: email, private_key: key, private_key_id: keyId } = emulator.serviceAccountKey;
	const client = new JWT({ email, key, keyId });
	const url = `${emulator.url}/generativelanguage.googleapis.com/v1beta/tunedModels`;
	const headers = await client.getRequestHeaders('https://generativelanguage.googleapis.com/');
	const response = await fetch(url, { headers });
	expect(response.status).toBe(200);
});

test('the metadata server refuses requests without the flavor header', async () => {
	const path = `${emulator.url}/computeMetadata/v1/project/project-id`;
	expect((await fetch(path)).status).toBe(403);
	const response = await fetch(path, { headers: { 'metadata-flavor': 'Google' } });
	expect(response.headers.get('metadata-flavor')).toBe('Google');
	expect(await response.text()).toBe('emulator-project');
});

test('Application Default Credentials: google-auth-library finds the metadata server and signs in', async () => {
	const home = mkdtempSync(join(tmpdir(), 'adc-'));
	const script = `
		const { GoogleAuth } = require('google-auth-library');
		const auth = new GoogleAuth({ scopes: ['${CLOUD}'] });
		Promise.all([auth.getAccessToken(), auth.getProjectId()]).then((found) => console.log(JSON.stringify(found)));
	`;
	const env = { GCE_METADATA_HOST: emulator.url.replace('http://', ''), HOME: home, CLOUDSDK_CONFIG: home };
	const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env, cwd: process.cwd() });
	rmSync(home, { recursive: true });
	const [token, project]: [string, string] = JSON.parse(stdout);
	expect(project).toBe('emulator-project');
	expect((await send(emulator, 'GET /v1beta/tunedModels', { token })).status).toBe(200);
});

test('tokens and secrets are digests in the log, wherever requests contain them', async () => {
	await create(emulator, 'job');
	await send(emulator, `GET /v1beta/tunedModels?key=${emulator.apiKey}`, {
		headers: { 'x-goog-api-key': emulator.apiKey },
	});
	emulator.identities.issueRefreshToken({ email: 'user@example.com', token: 'refresh-secret' });
	await exchange({
		grant_type: 'refresh_token',
		refresh_token: 'refresh-secret',
		client_secret: 'client-secret',
	});
	const log = JSON.stringify(emulator.requests.list());
	for (const secret of [emulator.accessToken, emulator.apiKey, 'refresh-secret', 'client-secret'])
		expect(log).not.toContain(secret);
	expect(emulator.requests.list().map(({ headers }) => headers['authorization'] ?? '')).toContainEqual(
		expect.stringMatching(/^Bearer sha256:[0-9a-f]{16}$/),
	);
});
