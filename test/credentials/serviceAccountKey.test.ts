import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readServiceAccountKey } from '../../credentials/serviceAccountKey';
import { everythingIn } from './signedIn.ts';

const { privateKey } = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	publicKeyEncoding: { type: 'spki', format: 'pem' },
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const [, secretLine = ''] = privateKey.split('\n');

const file = {
	type: 'service_account',
	project_id: 'my-project',
	private_key: privateKey,
	client_email: 'tuner@my-project.iam.gserviceaccount.com',
	client_id: '112233445566778899001',
	token_uri: 'https://oauth2.googleapis.com/token',
	universe_domain: 'googleapis.com',
};
const json = JSON.stringify(file, null, 2);
const withKey = (key: string) => JSON.stringify({ ...file, private_key: key });

function refusal(pasted: unknown): Error {
	try {
		readServiceAccountKey(pasted);
	} catch (error) {
		if (error instanceof Error) return error;
	}
	throw new Error('The key was accepted');
}

it('reads a key file', () => {
	expect(readServiceAccountKey(json)).toEqual({
		email: file.client_email,
		privateKey,
		tokenUrl: 'https://oauth2.googleapis.com/token',
		audience: 'https://oauth2.googleapis.com/token',
	});
});

it.each([
	['line breaks written out as \\n', withKey(privateKey.replaceAll('\n', '\\n'))],
	['line breaks written out twice over', withKey(privateKey.replaceAll('\n', '\\\\n'))],
	['line breaks written out as \\r\\n', withKey(privateKey.replaceAll('\n', '\\r\\n'))],
	['Windows line breaks', withKey(privateKey.replaceAll('\n', '\r\n'))],
	['blanks for line breaks', withKey(privateKey.replaceAll('\n', ' '))],
	['no line breaks', withKey(privateKey.replaceAll('\n', ''))],
	['indented lines', withKey(privateKey.replaceAll('\n', '\n    '))],
	['line breaks inside the JSON string', json.replaceAll('\\n', '\n')],
	['the file as a JSON string', JSON.stringify(json)],
	['white space around it', `\uFEFF\n ${json} \n`],
	['all on one line', JSON.stringify(file)],
])('repairs a key with %s', (_, pasted) => {
	const read = readServiceAccountKey(pasted);
	expect(read.privateKey).toBe(privateKey);
	expect(createPrivateKey(read.privateKey).asymmetricKeyType).toBe('rsa');
});

it.each([
	['', 'is empty'],
	[undefined, 'is empty'],
	[
		'{"installed":{"client_id":"1.apps.googleusercontent.com","client_secret":"GOCSPX-x"}}',
		'is an OAuth client',
	],
	['{"web":{"client_id":"1.apps.googleusercontent.com"}}', 'is an OAuth client'],
	['{"type":"authorized_user","refresh_token":"1//x"}', "is a user's sign-in made by gcloud"],
	['{"type":"external_account"}', 'workload identity federation'],
	['{"type":"external_account_authorized_user"}', 'workforce identity federation'],
	['{"type":"impersonated_service_account"}', 'service account impersonation'],
	['{"type":"gdch_service_account"}', 'Google Distributed Cloud'],
	['AIzaSyExampleExampleExampleExampleExample', 'is an API key'],
	['ya29.a0ExampleOfAToken', 'is an access token'],
	['1//0ExampleOfAToken', 'is a refresh token'],
	['GOCSPX-exampleOfASecret', 'is part of an OAuth client'],
	['tuner@my-project.iam.gserviceaccount.com', "is a service account's e-mail address"],
	['/home/ada/key.json', 'is the path of a file'],
	['C:\\Users\\ada\\key.json', 'is the path of a file'],
	[privateKey, 'is only the private key out of the file'],
	['MIIKSAIBAzCCCfIGCSqGSIb3DQEHAaCCCeMEggnfMIIJ2zCCBW8GCSqGSIb3DQEHAaCC', 'is a P12 key'],
	['{"type":"service_account","client_email":"a@b"}', 'is JSON without private_key'],
	['{"type":"service_account","private_key":"x"}', 'is JSON without client_email'],
	['{"type":"service_account",', 'is not the JSON of a key file'],
	['[]', 'is not the JSON of a key file'],
	['hello', 'is not the JSON of a key file'],
	[JSON.stringify({ ...file, universe_domain: 'example-cloud.com' }), 'is a key for example-cloud.com'],
	[withKey(`${privateKey.slice(0, 400)}\n-----END PRIVATE KEY-----\n`), 'is damaged'],
	[withKey('none'), 'is damaged'],
	[
		withKey(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
		'is damaged',
	],
])('names what %p is instead', (pasted, what) => {
	expect(refusal(pasted).message).toContain(what);
});

it('repeats nothing of what was pasted', () => {
	const damaged = withKey(privateKey.replace('-----END', '-----NO'));
	for (const pasted of [privateKey, damaged, json.slice(0, -2)]) {
		expect(everythingIn(refusal(pasted))).not.toContain(secretLine);
	}
});

describe('the token service', () => {
	const read = (token_uri: string | undefined, endpoint?: string) => {
		const { tokenUrl, audience } = readServiceAccountKey(JSON.stringify({ ...file, token_uri }), endpoint);
		return { tokenUrl, audience };
	};
	const google = 'https://oauth2.googleapis.com/token';

	it.each([
		google,
		undefined,
		'https://accounts.google.com/o/oauth2/token',
		'https://www.googleapis.com/oauth2/v3/token',
		'https://www.googleapis.com/oauth2/v4/token',
	])('is Google for %s', (tokenUri) => {
		expect(read(tokenUri)).toEqual({ tokenUrl: google, audience: google });
	});

	it('is reached below the override, under the name that Google gave it', () => {
		expect(read(google, 'https://proxy.example/google')).toEqual({
			tokenUrl: 'https://proxy.example/google/oauth2.googleapis.com/token',
			audience: google,
		});
	});

	it('may be on the origin of the override', () => {
		const own = 'http://127.0.0.1:8787/token';
		expect(read(own, 'http://127.0.0.1:8787')).toEqual({ tokenUrl: own, audience: own });
	});

	it.each([
		['https://evil.example/token', undefined],
		['http://127.0.0.1:8788/token', 'http://127.0.0.1:8787'],
		['https://oauth2.googleapis.com.evil.example/token', 'http://127.0.0.1:8787'],
		['https://oauth2.googleapis.com@evil.example/token', undefined],
		['token', 'http://127.0.0.1:8787'],
	])('is never %s with the override %s', (tokenUri, endpoint) => {
		expect(() => read(tokenUri, endpoint)).toThrow(/token_uri/);
	});
});
