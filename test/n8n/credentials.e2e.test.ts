/**
 * Behavior of the credential types that only the real n8n shows: its test of a credential, and its access check for nodes.
 */
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { chain, start } from './chain.ts';
import { endToEnd } from './endToEnd.ts';
import type { CredentialFile, N8n, Place } from './harness.ts';
import { copyTemplate, errorOf, startN8n } from './harness.ts';

jest.setTimeout(120_000);

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
