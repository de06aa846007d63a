import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import type { SignedIn } from './signedIn.ts';
import { accountType, everythingIn, received, signIn } from './signedIn.ts';

const operatorsVariable = 'N8N_GEMINI_TUNING_ADC_ENABLED';
const environment = { ...process.env };

let emulator: Emulator;
let folder: string;
beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held' });
	folder = mkdtempSync(join(tmpdir(), 'adc-'));
});
beforeEach(() => {
	emulator.reset();
	// A machine without any Google identity.
	process.env = { ...environment, HOME: folder, METADATA_SERVER_DETECTION: 'none' };
	delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
});
afterAll(async () => {
	process.env = environment;
	rmSync(folder, { recursive: true });
	await emulator.close();
});

const asHost = (more: ICredentialDataDecryptedObject = {}): SignedIn =>
	signIn(accountType, { method: 'applicationDefault', apiEndpoint: emulator.url, projectId: '', ...more });

/** Gives the machine the identity in a file, as `gcloud auth application-default login` does. */
function haveIdentity(file: object | string): void {
	const path = join(folder, 'identity.json');
	writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
	process.env.GOOGLE_APPLICATION_CREDENTIALS = path;
}

const user = () => ({
	type: 'authorized_user',
	client_id: 'gcloud',
	client_secret: 'gcloudsSecret',
	refresh_token: emulator.identities.issueRefreshToken({ email: 'ada@example.com' }),
	quota_project_id: 'quota-project',
});

it.each([undefined, '', 'false', 'no'])('is off if the operator sets %s', async (value) => {
	haveIdentity(user());
	if (value !== undefined) process.env[operatorsVariable] = value;
	const error = (await asHost().remove()).error();
	expect(error?.message).toBe('Application Default Credentials are switched off on this n8n');
	expect(error?.description).toContain(`${operatorsVariable}=true`);
	expect(received(emulator)).toEqual([]);
});

it.each(['true', 'true,http://127.0.0.1:1', 'https://127.0.0.1'])(
	'is not sent to an API Endpoint if the operator sets %s',
	async (value) => {
		haveIdentity(user());
		process.env[operatorsVariable] = value;
		const error = (await asHost().remove()).error();
		expect(error?.message).toBe(
			"Application Default Credentials aren't allowed with the API Endpoint of this credential",
		);
		expect(error?.description).toContain(`${operatorsVariable}=true,${emulator.url}`);
		expect(received(emulator)).toEqual([]);
	},
);

it("uses gcloud's user and the quota project in the file", async () => {
	haveIdentity(user());
	process.env[operatorsVariable] = `https://elsewhere.example, ${emulator.url}`;
	expect((await asHost().list()).error()).toBeUndefined();
	expect(received(emulator)).toEqual([
		{ request: 'POST oauth2.googleapis.com/token', project: undefined, status: 200 },
		{
			request: 'GET generativelanguage.googleapis.com/v1beta/tunedModels',
			project: 'quota-project',
			status: 200,
		},
	]);
	expect([...emulator.identities.accessTokens.values()].at(-1)?.email).toBe('ada@example.com');
});

it("prefers the credential's project", async () => {
	haveIdentity(user());
	process.env[operatorsVariable] = emulator.url;
	await asHost({ projectId: 'my-project' }).list();
	expect(received(emulator).at(-1)?.project).toBe('my-project');
});

it('uses the service account of a file', async () => {
	haveIdentity({ ...emulator.serviceAccountKey, token_uri: 'https://oauth2.googleapis.com/token' });
	process.env[operatorsVariable] = emulator.url;
	expect((await asHost().list()).error()).toBeUndefined();
	expect(received(emulator).map(({ status }) => status)).toEqual([200, 200]);
});

it('does not send a stored token after the operator switched it off', async () => {
	haveIdentity(user());
	process.env[operatorsVariable] = emulator.url;
	const host = asHost();
	await host.list();
	emulator.requests.clear();
	delete process.env[operatorsVariable];
	expect((await host.remove()).error()?.message).toMatch(/switched off/);
	expect(received(emulator)).toEqual([]);
});

it("does not send a stored token to the credential's new address", async () => {
	haveIdentity(user());
	process.env[operatorsVariable] = emulator.url;
	const { stored, remove } = asHost();
	await remove();
	emulator.requests.clear();
	const strangersEndpoint = `${emulator.url}/strangers`;
	Object.assign(stored.data, {
		method: 'serviceAccountKey',
		privateKeyJson: 'none',
		apiEndpoint: strangersEndpoint,
	});
	expect((await remove()).error()?.message).toBe('The Service Account Key is not the JSON of a key file');
	expect(received(emulator)).toEqual([]);
});

it('reports a machine without an identity', async () => {
	process.env[operatorsVariable] = emulator.url;
	const error = (await asHost().remove()).error();
	expect(error?.message).toBe("n8n's machine has no usable Google identity");
	expect(error?.description).toContain('GOOGLE_APPLICATION_CREDENTIALS');
});

it("shows nothing of the operator's files", async () => {
	haveIdentity('topSecret = 1');
	process.env[operatorsVariable] = emulator.url;
	const { resultData } = (await asHost().remove()).run.data;
	expect(resultData.error?.message).toBe("n8n's machine has no usable Google identity");
	expect(everythingIn(resultData)).not.toContain('topSecret');
	expect(everythingIn(resultData)).not.toContain(folder);
});

it("uses the service account of Google's metadata server", async () => {
	// In a process of its own: the library's own way of fetching needs more of Node than jest gives a test.
	const script = `
		const { fetchToken } = require(${JSON.stringify(join(__dirname, '../../dist/credentials/googleAuth.js'))});
		fetchToken({}, { method: 'applicationDefault', apiEndpoint: '' }).then((token) => console.log(JSON.stringify(token)));
	`;
	const { host } = new URL(emulator.url);
	const env = {
		...process.env,
		GCE_METADATA_HOST: host,
		METADATA_SERVER_DETECTION: 'ping-only',
		[operatorsVariable]: 'true',
	};
	const { stdout } = await promisify(execFile)(process.execPath, ['--eval', script], { env });
	const { accessToken } = JSON.parse(stdout);
	expect(emulator.identities.accessTokens.get(accessToken)).toMatchObject({
		email: 'emulator@emulator-project.iam.gserviceaccount.com',
	});
});
