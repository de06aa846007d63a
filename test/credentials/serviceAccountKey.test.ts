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

it.each(['__proto__', 'constructor', 'toString'])('reads a key file of the type %s', (type) => {
	expect(readServiceAccountKey(JSON.stringify({ ...file, type }))).toMatchObject({
		email: file.client_email,
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
	['typographic quotes', json.replaceAll('"', '\u201d')],
	['opening and closing typographic quotes', json.replace(/"([^"]*)"/g, '\u201c$1\u201d')],
	['no-break spaces', json.replaceAll(' ', '\u00a0')],
	['zero-width characters', json.replaceAll(':', ':\u200b')],
	['a byte order mark inside', json.replace('{', '{\ufeff')],
	['the file in base64', Buffer.from(json).toString('base64')],
	['the file in base64 of 76 columns', Buffer.from(json).toString('base64').replace(/.{76}/g, '$&\n')],
	['the file in base64 with a byte order mark', Buffer.from(`\ufeff${json}`).toString('base64')],
	['the file in base64url', Buffer.from(json).toString('base64url')],
	['a shell line', `GOOGLE_KEY='${JSON.stringify(file)}'`],
	['an exported shell line', `export GOOGLE_KEY='${json}'`],
	['a .env line in double quotes', `GOOGLE_KEY=${JSON.stringify(JSON.stringify(file))}`],
	['a .env line without quotes', `GOOGLE_KEY=${JSON.stringify(file)}`],
	['a shell line with base64', `GOOGLE_KEY="${Buffer.from(json).toString('base64')}"`],
	['a line of YAML', `google_key: '${JSON.stringify(file)}'`],
	['a line of PowerShell', `$env:GOOGLE_KEY='${JSON.stringify(file)}'`],
	['a missing last brace', json.slice(0, -2)],
	['a missing last brace after a comma', `${json.slice(0, -2)},`],
	['a missing first brace', json.slice(1)],
	['a comma too many', `${json.slice(0, -2)},\n}`],
	['JSON in JSON in JSON', JSON.stringify(JSON.stringify(JSON.stringify(file)))],
	['escaped quotes', JSON.stringify(JSON.stringify(file)).slice(1, -1)],
	['HTML-escaped quotes', json.replaceAll('"', '&quot;')],
	['HTML-escaped quotes by number', json.replaceAll('"', '&#34;')],
	['single quotes', json.replaceAll('"', "'")],
	['a code fence', `\`\`\`json\n${json}\n\`\`\``],
	['a sentence before it', `Here is the key: ${json}`],
	['URL encoding', encodeURIComponent(json)],
	['a list around it', `[${json}]`],
	['long dashes', withKey(privateKey.replaceAll('-----', '\u2014\u2014'))],
	['a key without its first and last line', withKey(privateKey.split('\n').slice(1, -2).join('\n'))],
	['no-break spaces in the key', withKey(privateKey.replaceAll('\n', '\u00a0'))],
	['blanks for plus signs', withKey(privateKey.replaceAll('+', ' ').replaceAll('\n', '\\n'))],
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
	['tuner@my-project.iam.gserviceaccount.com', "is a service account's email address"],
	['/home/ada/key.json', 'is the path of a file'],
	['C:\\Users\\ada\\key.json', 'is the path of a file'],
	[privateKey, 'is only the private key of the file'],
	['MIIKSAIBAzCCCfIGCSqGSIb3DQEHAaCCCeMEggnfMIIJ2zCCBW8GCSqGSIb3DQEHAaCC', 'is a P12 key'],
	['{"type":"service_account","client_email":"a@b"}', 'is JSON without private_key'],
	['{"type":"service_account","private_key":"x"}', 'is JSON without client_email'],
	['{"type":"service_account",', 'is JSON without client_email'],
	[json.slice(0, 600), 'is cut off: the end of the file is missing'],
	["KEY='AIzaSyExampleExampleExampleExampleExample'", 'is an API key'],
	['\u201cAIzaSyExampleExampleExampleExampleExample\u201d', 'is an API key'],
	['eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl', 'is a signed token (JWT)'],
	['-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', 'is a certificate or a public key'],
	['0123456789abcdef0123456789abcdef01234567', 'is only the ID of a key'],
	['112233445566778899001', 'is only the ID of a service account'],
	['https://console.cloud.google.com/iam-admin/serviceaccounts', 'is a link'],
	['[]', 'is not the JSON of a key file'],
	['hello', 'is not the JSON of a key file'],
	[JSON.stringify({ ...file, universe_domain: 'example-cloud.com' }), 'is a key for example-cloud.com'],
	[withKey(`${privateKey.slice(0, 400)}\n-----END PRIVATE KEY-----\n`), 'is damaged'],
	[withKey('none'), 'is damaged'],
	[
		withKey(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
		'is damaged',
	],
])('names the kind of %p', (pasted, what) => {
	expect(refusal(pasted).message).toContain(what);
});

it('repeats nothing of the pasted text', () => {
	const damaged = withKey(privateKey.slice(0, 900));
	const cut = json.slice(0, 900);
	for (const pasted of [privateKey, damaged, cut, Buffer.from(cut).toString('base64'), `KEY='${cut}'`]) {
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

	it("is below the API Endpoint, with Google's name as the audience", () => {
		expect(read(google, 'https://proxy.example/google')).toEqual({
			tokenUrl: 'https://proxy.example/google/oauth2.googleapis.com/token',
			audience: google,
		});
	});

	it('can have the origin of the API Endpoint', () => {
		const own = 'http://127.0.0.1:8787/token';
		expect(read(own, 'http://127.0.0.1:8787')).toEqual({ tokenUrl: own, audience: own });
	});

	it.each([
		['https://evil.example/token', undefined],
		['http://127.0.0.1:8788/token', 'http://127.0.0.1:8787'],
		['https://oauth2.googleapis.com.evil.example/token', 'http://127.0.0.1:8787'],
		['https://oauth2.googleapis.com@evil.example/token', undefined],
		['token', 'http://127.0.0.1:8787'],
	])('is never %s with the API Endpoint %s', (tokenUri, endpoint) => {
		expect(() => read(tokenUri, endpoint)).toThrow(/token_uri/);
	});
});
