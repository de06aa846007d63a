/** Application Default Credentials of machines outside Google Cloud. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stranger } from '../nodes/stranger.ts';
import { startStranger } from '../nodes/stranger.ts';
import { accountType, signIn } from './signedIn.ts';

const environment = { ...process.env };
const sts = '/sts.googleapis.com/v1/token';
const impersonation =
	'/iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/tuner@project.iam.gserviceaccount.com:generateAccessToken';
const listing = '/generativelanguage.googleapis.com/v1beta/tunedModels';

const answers: Readonly<Record<string, string>> = {
	'PUT /latest/api/token': 'sessionToken',
	'GET /zone': 'us-east-2b',
	'GET /roles': 'role',
	'GET /roles/role': '{"AccessKeyId":"AKIAEXAMPLE","SecretAccessKey":"secret","Token":"awsToken"}',
	'GET /subject': '{"id_token":"subjectToken"}',
	[`POST ${sts}`]:
		'{"access_token":"ya29.d.federated","issued_token_type":"urn:ietf:params:oauth:token-type:access_token","token_type":"Bearer","expires_in":3600}',
	[`POST ${impersonation}`]: '{"accessToken":"ya29.c.impersonated","expireTime":"2099-01-01T00:00:00Z"}',
	[`GET ${listing}`]: '{}',
};

let server: Stranger;
let folder: string;
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'adc-'));
	server = await startStranger(({ method, url = '' }, response) => {
		const body = answers[`${method} ${url.split('?')[0]}`];
		const type = body?.startsWith('{') ? 'application/json' : 'text/plain';
		response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body);
	});
	process.env = { ...environment, HOME: folder, N8N_GEMINI_TUNING_ADC_ENABLED: server.origin };
	for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
		delete process.env[name];
});
afterEach(() => {
	process.env = environment;
	server.close();
	rmSync(folder, { recursive: true });
});

async function list(configuration: object) {
	const file = join(folder, 'external.json');
	const common = {
		type: 'external_account',
		audience:
			'//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/provider',
		token_url: 'https://sts.googleapis.com/v1/token',
	};
	writeFileSync(file, JSON.stringify({ ...common, ...configuration }));
	process.env.GOOGLE_APPLICATION_CREDENTIALS = file;
	return await signIn(accountType, { method: 'applicationDefault', apiEndpoint: server.origin }).list();
}

const aws = () => ({
	subject_token_type: 'urn:ietf:params:aws:token-type:aws4_request',
	credential_source: {
		environment_id: 'aws1',
		region_url: `${server.origin}/zone`,
		url: `${server.origin}/roles`,
		imdsv2_session_token_url: `${server.origin}/latest/api/token`,
		regional_cred_verification_url:
			'https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15',
	},
});

const urlSource = () => ({
	subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
	credential_source: {
		url: `${server.origin}/subject`,
		headers: { Metadata: 'True' },
		format: { type: 'json', subject_token_field_name: 'id_token' },
	},
});

const heard = () => server.heard.map(({ request }) => request.split('?')[0]);

it('signs in from AWS with the session token of IMDSv2', async () => {
	expect((await list(aws())).error()).toBeUndefined();
	expect(heard()).toEqual([
		'PUT /latest/api/token',
		'GET /zone',
		'PUT /latest/api/token',
		'GET /roles',
		'GET /roles/role',
		`POST ${sts}`,
		`GET ${listing}`,
	]);
	expect(server.heard[0]?.headers['x-aws-ec2-metadata-token-ttl-seconds']).toBe('300');
	expect(server.heard[1]?.headers['x-aws-ec2-metadata-token']).toBe('sessionToken');
	const subject = new URLSearchParams(server.heard[5]?.body).get('subject_token') ?? '';
	expect(decodeURIComponent(subject)).toContain('https://sts.us-east-2.amazonaws.com');
	expect(server.heard.at(-1)?.headers.authorization).toBe('Bearer ya29.d.federated');
});

it('signs in with a subject token from a URL, with the headers that it needs', async () => {
	expect((await list(urlSource())).error()).toBeUndefined();
	expect(heard()).toEqual(['GET /subject', `POST ${sts}`, `GET ${listing}`]);
	expect(server.heard[0]?.headers.metadata).toBe('True');
	expect(new URLSearchParams(server.heard[1]?.body).get('subject_token')).toBe('subjectToken');
});

it('impersonates a service account', async () => {
	const service_account_impersonation_url = `https:/${impersonation}`;
	expect((await list({ ...urlSource(), service_account_impersonation_url })).error()).toBeUndefined();
	expect(heard()).toEqual(['GET /subject', `POST ${sts}`, `POST ${impersonation}`, `GET ${listing}`]);
	expect(server.heard[2]?.headers.authorization).toBe('Bearer ya29.d.federated');
	expect(JSON.parse(server.heard[2]?.body ?? '')).toHaveProperty('scope');
	expect(server.heard.at(-1)?.headers.authorization).toBe('Bearer ya29.c.impersonated');
});
