import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { signJwt } from '../../emulator/jwt.ts';
import type { Claims } from '../../emulator/jwt.ts';
import { create, send } from './support.ts';
import type { ErrorBody } from './support.ts';

let emulator: Emulator;

const LIST = 'GET /v1beta/tunedModels';
const GEMINI = 'https://www.googleapis.com/auth/generative-language';

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held' });
});
afterEach(async () => await emulator.close());

/** The parts of an error that clients read. */
async function refusal(line: string, sending: Parameters<typeof send>[2]) {
	const { status, body } = await send<ErrorBody>(emulator, line, sending);
	const reason = body.error.details?.find((detail) => detail['@type'].endsWith('ErrorInfo'))?.reason;
	return { status, name: body.error.status, message: body.error.message, reason };
}

test('no credential: an unregistered caller, without details', async () => {
	const { status, body } = await send<ErrorBody>(emulator, LIST, { token: 'none' });
	expect(status).toBe(403);
	expect(body).toEqual({
		error: {
			code: 403,
			message:
				"Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
			status: 'PERMISSION_DENIED',
		},
	});
});

test.each([
	['an unknown token', () => 'unknown', 'ACCESS_TOKEN_TYPE_UNSUPPORTED'],
	[
		'an expired token',
		() => emulator.identities.issueToken({ email: 'a@example.com', expiresInSeconds: -1 }),
		'ACCESS_TOKEN_EXPIRED',
	],
])('%s: 401', async (_, token, reason) => {
	expect(await refusal(LIST, { token: token() })).toEqual({
		status: 401,
		name: 'UNAUTHENTICATED',
		reason,
		message:
			'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
	});
	const { headers } = await send(emulator, LIST, { token: token() });
	expect(headers.get('www-authenticate')).toBe('Bearer realm="invalid_token"');
});

test('a token that a test expires', async () => {
	emulator.identities.expire(emulator.accessToken);
	expect((await send(emulator, LIST)).status).toBe(401);
});

test('a token without a Gemini scope: the error names service and method', async () => {
	const scopes = ['https://www.googleapis.com/auth/drive'];
	const token = emulator.identities.issueToken({ email: 'a@example.com', homeProject: 'p', scopes });
	const { body } = await send<ErrorBody>(emulator, 'GET /v1beta/models', { token });
	expect(body).toEqual({
		error: {
			code: 403,
			message: 'Request had insufficient authentication scopes.',
			status: 'PERMISSION_DENIED',
			details: [
				{
					'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
					reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
					domain: 'googleapis.com',
					metadata: {
						service: 'generativelanguage.googleapis.com',
						method: 'google.ai.generativelanguage.v1beta.ModelService.ListModels',
					},
				},
			],
		},
	});
});

test.each([
	'https://www.googleapis.com/auth/cloud-platform',
	GEMINI,
	`${GEMINI}.tuning`,
	`${GEMINI}.tuning.readonly`,
	`${GEMINI}.retriever`,
	`${GEMINI}.retriever.readonly`,
])('the scope %s is enough', async (scope) => {
	const token = emulator.identities.issueToken({
		email: 'a@example.com',
		homeProject: 'p',
		scopes: ['openid', scope],
	});
	expect((await send(emulator, LIST, { token })).status).toBe(200);
});

test('a user has no project: without x-goog-user-project it is gcloud’s own, where the API is disabled', async () => {
	const token = emulator.identities.issueToken({ email: 'user@example.com' });
	expect(await refusal(LIST, { token })).toMatchObject({
		status: 403,
		reason: 'SERVICE_DISABLED',
		message: expect.stringContaining('requires a quota project, which is not set by default'),
	});
	const headers = { 'x-goog-user-project': 'any-project' };
	expect((await send(emulator, LIST, { token, headers })).status).toBe(200);
});

test('a forbidden or missing project', async () => {
	emulator.identities.addProject({ id: 'mine', number: '111' });
	emulator.identities.addProject({ id: 'theirs' });
	const token = emulator.identities.issueToken({ email: 'user@example.com', mayUse: ['mine'] });
	const call = (project: string) => refusal(LIST, { token, headers: { 'x-goog-user-project': project } });
	for (const project of ['theirs', 'nobodys']) {
		expect(await call(project)).toMatchObject({
			status: 403,
			reason: 'USER_PROJECT_DENIED',
			message: expect.stringContaining(
				`Caller does not have required permission to use project ${project}. Grant the caller`,
			),
		});
	}
	for (const project of ['mine', '111']) {
		expect((await send(emulator, LIST, { token, headers: { 'x-goog-user-project': project } })).status).toBe(
			200,
		);
	}
});

test('a project in which the API is disabled', async () => {
	emulator.identities.addProject({
		id: 'off',
		number: '222',
		disabledServices: ['generativelanguage.googleapis.com'],
	});
	expect(await refusal(LIST, { headers: { 'x-goog-user-project': 'off' } })).toMatchObject({
		status: 403,
		reason: 'SERVICE_DISABLED',
		message: expect.stringContaining(
			'Generative Language API has not been used in project 222 before or it is disabled.',
		),
	});
});

describe('API keys', () => {
	const withKey = (key: string) => ({ token: 'none', headers: { 'x-goog-api-key': key } });

	test('a valid one, in the header or in the query', async () => {
		await create(emulator, 'job');
		const sent = await send(emulator, LIST, withKey(emulator.apiKey));
		expect(sent.body).toMatchObject({ tunedModels: [{ name: 'tunedModels/job' }] });
		expect((await send(emulator, `${LIST}?key=${emulator.apiKey}`, { token: 'none' })).body).toEqual(
			sent.body,
		);
	});

	test('an invalid one is an invalid argument', async () => {
		expect(await refusal(LIST, withKey('AIzaBad'))).toEqual({
			status: 400,
			name: 'INVALID_ARGUMENT',
			reason: 'API_KEY_INVALID',
			message: 'API key not valid. Please pass a valid API key.',
		});
	});

	test('an access token in its place', async () => {
		expect(await refusal(LIST, withKey(emulator.accessToken))).toMatchObject({
			status: 401,
			reason: 'ACCESS_TOKEN_TYPE_UNSUPPORTED',
		});
	});

	test('one restricted to another service', async () => {
		const key = emulator.identities.issueApiKey('p', ['translate.googleapis.com']);
		expect(await refusal(LIST, withKey(key))).toMatchObject({
			status: 403,
			reason: 'API_KEY_SERVICE_BLOCKED',
			message:
				'Requests to this API generativelanguage.googleapis.com method google.ai.generativelanguage.v1beta.ModelService.ListTunedModels are blocked.',
		});
	});

	test.each(['GET /v1beta/tunedModels/job/permissions', 'POST /v1beta/tunedModels/job:transferOwnership'])(
		'%s needs a caller with a name',
		async (line) => {
			await create(emulator, 'job');
			expect(await refusal(line, withKey(emulator.apiKey))).toMatchObject({
				status: 401,
				reason: 'CREDENTIALS_MISSING',
				message: expect.stringContaining('API keys are not supported by this API.'),
			});
		},
	);

	test('a key of another project has no access', async () => {
		await create(emulator, 'job');
		const key = emulator.identities.issueApiKey('elsewhere');
		expect((await send(emulator, LIST, withKey(key))).body).toEqual({});
		expect((await send(emulator, 'GET /v1beta/tunedModels/job', withKey(key))).status).toBe(403);
	});
});

describe('JWTs that a service account signs itself', () => {
	const seconds = () => Math.floor(Date.now() / 1000);
	const claims = (changed: Claims = {}): Claims => {
		const email = emulator.serviceAccountKey.client_email;
		const aud = 'https://generativelanguage.googleapis.com/';
		return { iss: email, sub: email, aud, iat: seconds(), exp: seconds() + 3600, ...changed };
	};
	const statusOf = async (token: string) => (await send(emulator, LIST, { token })).status;

	test('are valid for the service’s address, for the emulator’s own, or for scopes', async () => {
		const key = emulator.serviceAccountKey;
		expect(await statusOf(signJwt(claims(), key))).toBe(200);
		expect(await statusOf(signJwt(claims({ aud: `${emulator.url}/` }), key))).toBe(200);
		const scope = 'https://www.googleapis.com/auth/cloud-platform';
		expect(
			await statusOf(signJwt({ iss: key.client_email, scope, iat: seconds(), exp: seconds() + 60 }, key)),
		).toBe(200);
	});

	test('are invalid if they are late, too long, for another service or by another signer', async () => {
		const key = emulator.serviceAccountKey;
		const stranger = await emulator.identities.issueServiceAccountKey(
			{ email: 'other@p.iam.gserviceaccount.com', homeProject: 'p' },
			emulator.tokenUri,
		);
		const good = signJwt(claims(), key);
		const bad = [
			signJwt(claims({ iat: seconds() - 7200, exp: seconds() - 3600 }), key),
			signJwt(claims({ aud: 'https://storage.googleapis.com/' }), key),
			signJwt(claims({ iss: stranger.client_email }), key),
			signJwt(claims({ exp: seconds() + 7200 }), key),
			signJwt(claims(), stranger),
			`${good.slice(0, -8)}AAAAAAAA`,
			good.replace(
				/\.[^.]+\./,
				`.${Buffer.from(JSON.stringify(claims({ exp: seconds() + 1800 }))).toString('base64url')}.`,
			),
		];
		expect(await Promise.all(bad.map(statusOf))).toEqual(bad.map(() => 401));
	});

	test('are invalid for another scope', async () => {
		const token = signJwt(
			claims({ scope: 'https://www.googleapis.com/auth/drive' }),
			emulator.serviceAccountKey,
		);
		expect(await refusal(LIST, { token })).toMatchObject({
			status: 403,
			reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
		});
	});
});
