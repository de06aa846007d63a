/**
 * Behavior of the credential types that only the real n8n shows: its test of a credential, and its access check for nodes.
 */
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { chain, start } from '../harness/chain.ts';
import { endToEnd } from '../harness/endToEnd.ts';
import type { CredentialFile, MitmProxy, N8n, Place } from '../harness/harness.ts';
import { copyTemplate, errorOf, startMitmProxy, startN8n } from '../harness/harness.ts';

let emulator: Emulator;
let place: Place;
let n8n: N8n;

beforeAll(async () => {
	const { postgres, template } = endToEnd();
	emulator = await startEmulator();
	place = await copyTemplate(postgres, template);
	n8n = await startN8n(place);
});

afterAll(async () => {
	await n8n?.stop();
	await emulator?.close();
	place?.remove();
});

beforeEach(() => emulator.requests.clear());

const oAuth2 = (id: string, data: CredentialFile['data'] = {}): CredentialFile => ({
	id,
	name: id,
	type: 'geminiTuningOAuth2Api',
	data: {
		clientId: 'client',
		clientSecret: 'secret',
		oauthTokenData: { access_token: emulator.accessToken, token_type: 'Bearer' },
		projectId: emulator.project,
		apiEndpoint: emulator.url,
		...data,
	},
});

const googleAuth = (id: string, data: CredentialFile['data'] = {}): CredentialFile => ({
	id,
	name: id,
	type: 'geminiTuningGoogleAuthApi',
	data: {
		privateKeyJson: JSON.stringify(emulator.serviceAccountKey),
		projectId: emulator.project,
		apiEndpoint: emulator.url,
		...data,
	},
});

describe.each([
	['OAuth2', oAuth2],
	['Google Auth', googleAuth],
])('a %s credential', (kind, make) => {
	const test = async (data?: CredentialFile['data']) => {
		const credential = make(`test${kind.replace(' ', '')}`, data);
		await n8n.rest.importCredentials([credential]);
		return await n8n.rest.testCredential(credential);
	};
	const listings = () => emulator.requests.list().filter(({ method }) => method === 'GET');

	it.each([
		['gemini', 'generativelanguage.googleapis.com', '/v1beta/tunedModels'],
		[
			'vertex',
			'us-central1-aiplatform.googleapis.com',
			'/v1/projects/emulator-project/locations/us-central1/tuningJobs',
		],
	])("is tested by listing the project's jobs or models on %s", async (api, host, path) => {
		expect(await test({ api })).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(listings()).toEqual([
			expect.objectContaining({
				host,
				path,
				query: { pageSize: '1' },
				headers: expect.objectContaining({ 'x-goog-user-project': emulator.project }),
			}),
		]);
	});

	it('is tested without naming a project when none is set', async () => {
		expect(await test({ api: 'gemini', projectId: '' })).toMatchObject({ status: 'OK' });
		expect(listings().map(({ headers }) => headers['x-goog-user-project'])).toEqual([undefined]);
	});

	it('is tested for Vertex AI only with a project, which the message names', async () => {
		const { status, message } = await test({ api: 'vertex', projectId: '' });
		expect(status).toBe('Error');
		expect(message).toContain("Vertex AI needs a project: 'Google Cloud Project ID' is empty");
		expect(listings()).toEqual([]);
	});

	it('is not sent to an invalid API Endpoint', async () => {
		const apiEndpoint = emulator.url.replace('127.0.0.1', '0.0.0.0');
		expect(await test({ apiEndpoint })).toEqual({
			status: 'Error',
			message: 'The API Endpoint of the credential cannot be used',
		});
		expect(emulator.requests.list()).toEqual([]);
	});

	it('is not given to an HTTP Request node', async () => {
		const credential = make(`http${kind.replace(' ', '')}`);
		const workflow = chain(credential.id, [
			start,
			{
				name: 'HTTP Request',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: {
					url: `${emulator.url}/generativelanguage.googleapis.com/v1beta/tunedModels`,
					authentication: 'predefinedCredentialType',
					nodeCredentialType: credential.type,
				},
				credentials: { [credential.type]: { id: credential.id, name: credential.name } },
			},
		]);
		await n8n.rest.importCredentials([credential]);
		// n8n refuses one type when the workflow is saved, the other when it runs.
		const refusal = await n8n.rest.importWorkflows([workflow]).then(
			async () => errorOf(await n8n.rest.runWorkflow(credential.id, 'Start'))?.message,
			(error: Error) => error.message,
		);
		expect(refusal).toMatch(/is restricted to: n8n-nodes-gemini-tuning|prevent use within an HTTP Request/);
		expect(emulator.requests.list()).toEqual([]);
	});
});

describe('whoever may edit a credential without its secret, and points it at another origin', () => {
	const gateway = 'gateway.example';
	const api = 'generativelanguage.googleapis.com';
	const signInHost = 'oauth2.googleapis.com';

	let proxy: MitmProxy;
	beforeAll(async () => {
		proxy = await startMitmProxy(emulator.url, [gateway, api, signInHost]);
	});
	afterAll(async () => await proxy?.stop());

	/** Saves both credentials, edits nothing but their endpoint, and lists tuned models with each. */
	async function listElsewhere(env: Record<string, string>): Promise<string[]> {
		const changed = await copyTemplate(endToEnd().postgres, endToEnd().template);
		const instance = await startN8n({ ...changed, proxy, env });
		proxy.requests.length = 0;
		const account = {
			email: `n8n@${emulator.project}.iam.gserviceaccount.com`,
			homeProject: emulator.project,
		};
		const key = await emulator.identities.issueServiceAccountKey(account, `https://${signInHost}/token`);
		const expired = emulator.identities.issueToken({ email: 'ada@example.com' });
		emulator.identities.expire(expired);
		const refresh_token = emulator.identities.issueRefreshToken({ email: 'ada@example.com' });
		const oauthTokenData = { access_token: expired, refresh_token, token_type: 'Bearer' };
		const saved = [
			googleAuth('changedAccount', { privateKeyJson: JSON.stringify(key), apiEndpoint: '' }),
			oAuth2('changedUser', { oauthTokenData, apiEndpoint: '' }),
		];
		try {
			await instance.rest.importCredentials(saved);
			for (const { id } of saved)
				await instance.rest.editCredential(id, { apiEndpoint: `https://${gateway}` });
			const messages: string[] = [];
			for (const { id, name, type } of saved) {
				const authentication = type === 'geminiTuningOAuth2Api' ? 'oAuth2' : 'googleAuth';
				const parameters = { api: 'gemini', authentication, resource: 'tunedModel', operation: 'getAll' };
				const list = {
					name: 'List',
					type: 'n8n-nodes-gemini-tuning.geminiTunedModel',
					parameters,
					credentials: { [type]: { id, name } },
				};
				await instance.rest.importWorkflows([chain(id, [start, list])]);
				messages.push(errorOf(await instance.rest.runWorkflow(id, 'Start'))?.message ?? '');
			}
			return messages;
		} finally {
			await instance.stop();
			changed.remove();
		}
	}

	const seen = () => proxy.requests.map(({ host, method, url }) => `${method} ${host}${url.split('?')[0]}`);

	it('gets no assertion, refresh token or client secret there', async () => {
		await listElsewhere({});
		const there = seen().filter((request) => request.includes(` ${gateway}/`));
		expect(there).not.toEqual([]);
		expect(there.filter((request) => request !== `GET ${gateway}/${api}/v1beta/tunedModels`)).toEqual([]);
		expect(seen()).toContain(`POST ${signInHost}/token`);
	});

	it('gets nothing there when the operator restricts endpoints', async () => {
		const messages = await listElsewhere({ N8N_GEMINI_TUNING_ENDPOINTS: 'https://proxy.example' });
		const refused = "This n8n doesn't allow the API Endpoint of the credential";
		expect(messages).toEqual([refused, refused]);
		expect(seen()).toEqual([]);
	});
});
