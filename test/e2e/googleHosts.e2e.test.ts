/** Without any redirection: the package calls Google's production URLs, and a proxy sends them to the emulator. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { chain, start } from '../harness/chain.ts';
import { endToEnd } from '../harness/endToEnd.ts';
import type { CredentialFile, MitmProxy, N8n, Place } from '../harness/harness.ts';
import { copyTemplate, errorOf, itemsOf, startMitmProxy, startN8n } from '../harness/harness.ts';

const gemini = 'generativelanguage.googleapis.com';
const signInHost = 'oauth2.googleapis.com';
/**
 * The hosts that a creation at Vertex AI calls: the tuning region, another region that may have the job, and the checks
 * before it.
 */
const cloudHosts = [
	'cloudresourcemanager.googleapis.com',
	'europe-west4-aiplatform.googleapis.com',
	'serviceusage.googleapis.com',
	'storage.googleapis.com',
	'us-central1-aiplatform.googleapis.com',
];
const answeringHost = 'aiplatform.us.rep.googleapis.com';
const listing = `GET ${gemini}/v1beta/tunedModels`;
const tokenRequest = `POST ${signInHost}/token`;
const clientData = { clientId: 'client', clientSecret: 'secret' };

let emulator: Emulator;
let proxy: MitmProxy;
let place: Place;
let n8n: N8n;
let credentials: Record<'signedIn' | 'expired' | 'serviceAccount' | 'applicationDefault', CredentialFile>;

beforeAll(async () => {
	const { postgres, template } = endToEnd();
	emulator = await startEmulator({ clock: { speed: 100 } });
	proxy = await startMitmProxy(emulator.url, [gemini, signInHost, answeringHost, ...cloudHosts]);
	place = await copyTemplate(postgres, template);
	const account = { email: `n8n@${emulator.project}.iam.gserviceaccount.com`, homeProject: emulator.project };
	const key = await emulator.identities.issueServiceAccountKey(account, `https://${signInHost}/token`);
	const keyFile = join(place.userFolder, 'application-default.json');
	writeFileSync(keyFile, JSON.stringify(key));
	credentials = makeCredentials(JSON.stringify(key));
	n8n = await startN8n({
		...place,
		proxy,
		env: { N8N_GEMINI_TUNING_ADC_ENABLED: 'true', GOOGLE_APPLICATION_CREDENTIALS: keyFile },
	});
	await n8n.rest.importCredentials(Object.values(credentials));
});

afterAll(async () => {
	await n8n?.stop();
	await proxy?.stop();
	await emulator?.close();
	place?.remove();
});

beforeEach(() => {
	proxy.requests.length = 0;
});

function makeCredentials(key: string): typeof credentials {
	const { project: projectId, identities } = emulator;
	const user = { email: 'ada@example.com' };
	const tokens = (access_token: string) => ({
		...clientData,
		oauthTokenData: { access_token, refresh_token: identities.issueRefreshToken(user), token_type: 'Bearer' },
	});
	const expired = identities.issueToken(user);
	identities.expire(expired);
	const oAuth2 = (id: string, token: string): CredentialFile => ({
		id,
		name: id,
		type: 'geminiTuningOAuth2Api',
		data: { api: 'gemini', projectId, ...tokens(token) },
	});
	const googleAuth = (id: string, data: CredentialFile['data']): CredentialFile => ({
		id,
		name: id,
		type: 'geminiTuningGoogleAuthApi',
		data: { api: 'gemini', projectId, ...data },
	});
	return {
		signedIn: oAuth2('signedIn', identities.issueToken(user)),
		expired: oAuth2('expired', expired),
		serviceAccount: googleAuth('serviceAccount', { method: 'serviceAccountKey', privateKeyJson: key }),
		applicationDefault: googleAuth('applicationDefault', { method: 'applicationDefault' }),
	};
}

/** Runs Get Many with a credential. Returns the requests on the wire. */
async function listModels({ id, name, type }: CredentialFile) {
	const workflow = chain(id, [
		start,
		{
			name: 'List',
			type: 'n8n-nodes-gemini-tuning.geminiTunedModel',
			parameters: {
				api: 'gemini',
				authentication: type === 'geminiTuningOAuth2Api' ? 'oAuth2' : 'googleAuth',
				resource: 'tunedModel',
				operation: 'getAll',
			},
			credentials: { [type]: { id, name } },
		},
	]);
	await n8n.rest.importWorkflows([workflow]);
	return await n8n.rest.runWorkflow(id, 'Start');
}

/** Method, host and path of the requests so far. */
const seen = () =>
	proxy.requests.map(({ method, host, url }) => `${method} ${host}${url.replace(/\?.*/, '')}`);

it.each([
	['signedIn', [listing]],
	['expired', [listing, tokenRequest, listing]],
	['serviceAccount', [tokenRequest, listing]],
	['applicationDefault', [tokenRequest, listing]],
] as const)('lists tuned models with the credential "%s"', async (name, requests) => {
	const execution = await listModels(credentials[name]);
	expect({ status: execution.status, error: errorOf(execution) }).toEqual({ status: 'success' });
	expect(seen()).toEqual(requests);
	const calls = proxy.requests.filter(({ host }) => host === gemini);
	expect(calls.map(({ userProject }) => userProject)).toEqual(calls.map(() => emulator.project));
});

it.each(['signedIn', 'serviceAccount', 'applicationDefault'] as const)(
	'tests the credential "%s" by listing tuned models',
	async (name) => {
		const credential = credentials[name];
		expect(await n8n.rest.testCredential(credential)).toEqual({ status: 'OK', message: expect.any(String) });
		const calls = proxy.requests.filter(({ host }) => host === gemini);
		expect(calls).toEqual([expect.objectContaining({ userProject: emulator.project })]);
	},
);

it('tunes at Vertex AI through Cloud Storage, and generates on the host that serves the model', async () => {
	const { id, name, type } = credentials.signedIn;
	const ours = (node: string, parameters: INodeParameters) => ({
		name: node,
		type: `n8n-nodes-gemini-tuning.gemini${node}`,
		parameters: { api: 'vertex', authentication: 'oAuth2', ...parameters },
		credentials: { [type]: { id, name } },
	});
	const locator = (mode: string, value: string) => ({ __rl: true, mode, value });
	const workflow = chain('vertex', [
		start,
		{
			name: 'Row',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: '{ "input": "one", "output": "two" }', options: {} },
		},
		ours('CreateTunedModel', {
			baseModel: locator('id', 'gemini-3.5-flash'),
			waitForCompletion: true,
			options: { createBucket: true },
		}),
		ours('GenerateContent', { tunedModel: locator('name', '={{ $json.tunedModel }}'), prompt: 'one' }),
	]);
	await n8n.rest.importWorkflows([workflow]);
	const execution = await n8n.rest.runWorkflow('vertex', 'Start', 90);
	expect({ status: execution.status, error: errorOf(execution) }).toEqual({ status: 'success' });
	expect(itemsOf(execution, 'GenerateContent')).toEqual([expect.objectContaining({ finishReason: 'STOP' })]);
	expect([...new Set(proxy.requests.map(({ host }) => host))].sort()).toEqual(
		[answeringHost, ...cloudHosts].sort(),
	);
	expect(new Set(proxy.requests.map(({ userProject }) => userProject))).toEqual(new Set([emulator.project]));
});

it('calls no other hosts', () => {
	expect(proxy.refused).toEqual([]);
});
