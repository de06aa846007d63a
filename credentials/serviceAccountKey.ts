/** Reads the pasted key file of a service account. */
import { createPrivateKey } from 'node:crypto';
import { ConfigurationError } from '../nodes/shared/google/http/googleErrors';
import type { GoogleHost } from '../nodes/shared/google/http/origins';
import { originOf } from '../nodes/shared/google/http/origins';
import { readPastedObject } from './pastedKey';

export interface ServiceAccountKey {
	email: string;
	/** PEM */
	privateKey: string;
	/** Where the key is exchanged for a token. */
	tokenUrl: string;
	/** The audience of the signed assertion: the token endpoint's own name. */
	audience: string;
}

const signInHost: GoogleHost = 'oauth2.googleapis.com';
const googleTokenUrl = `https://${signInHost}/token`;

/** Token addresses in Google's key files of different years. All mean the same service. */
const googleTokenUrls = [
	googleTokenUrl,
	'https://accounts.google.com/o/oauth2/token',
	'https://www.googleapis.com/oauth2/v3/token',
	'https://www.googleapis.com/oauth2/v4/token',
];

/** Google's other JSON files, by their `type`. */
const otherKinds: Record<string, string> = {
	authorized_user: "a user's sign-in made by gcloud",
	external_account: 'a configuration of workload identity federation',
	external_account_authorized_user: 'a sign-in of workforce identity federation',
	gdch_service_account: 'a key for Google Distributed Cloud',
	impersonated_service_account: 'a configuration of service account impersonation',
};

/** Texts without a JSON object, by their form. */
const otherTexts: Array<[RegExp, string]> = [
	[/^AIza/, 'an API key'],
	[/^ya29\./, 'an access token'],
	[/^1\/\//, 'a refresh token'],
	[/^-+BEGIN (CERTIFICATE|PUBLIC KEY|RSA PUBLIC KEY)/, 'a certificate or a public key'],
	[/^-+BEGIN/, 'only the private key of the file'],
	[/"private_key"/, 'cut off: the end of the file is missing'],
	[/^eyJ[\w-]+\.[\w-]+\.[\w-]*$/, 'a signed token (JWT)'],
	[/^[\da-f]{40}$/, 'only the ID of a key'],
	[/^\d{15,25}$/, 'only the ID of a service account'],
	[/^https?:\/\//, 'a link'],
	[/^</, 'a web page'],
	[/^MI[A-Za-z0-9+/=\s]+$/, 'a P12 key'],
	[/^[/~.][\w./~-]+$|^[A-Za-z]:\\/, 'the path of a file'],
	[/^\S+@\S+\.iam\.gserviceaccount\.com$/, "a service account's email address"],
	[/^GOCSPX-|\.apps\.googleusercontent\.com$/, 'part of an OAuth client'],
];

const howToGetOne =
	'Create one in the Google Cloud console (IAM & Admin > Service Accounts > Keys > Add Key > JSON) and paste the whole file.';

/**
 * @param pasted the credential's field
 * @param endpoint replaces Google's sign-in, without a trailing slash; empty for Google itself
 * @throws ConfigurationError that names the kind of the pasted text, or the damage, without repeating the text
 */
export function readServiceAccountKey(pasted: unknown, endpoint = ''): ServiceAccountKey {
	const text = typeof pasted === 'string' ? pasted.trim() : '';
	if (text === '') throw new ConfigurationError('The Service Account Key is empty', howToGetOne);
	const file = readPastedObject(text);
	if (!file) throw notAKey(otherTextOf(text));
	if ('installed' in file || 'web' in file)
		throw notAKey('an OAuth client, for a Gemini Tuning OAuth2 API credential');
	const type = textOf(file, 'type');
	const kind = Object.hasOwn(otherKinds, type) ? otherKinds[type] : undefined;
	if (kind) throw notAKey(kind);
	const email = textOf(file, 'client_email');
	const pem = textOf(file, 'private_key');
	if (!email || !pem) throw notAKey(`JSON without ${email ? 'private_key' : 'client_email'}`);
	const universe = textOf(file, 'universe_domain');
	if (universe && universe !== 'googleapis.com')
		throw notAKey(`a key for ${universe}, which has no Gemini API`);
	return { email, privateKey: repairPem(pem), ...tokenService(textOf(file, 'token_uri'), endpoint) };
}

function notAKey(what: string): ConfigurationError {
	return new ConfigurationError(`The Service Account Key is ${what}`, howToGetOne);
}

function textOf(file: object, field: string): string {
	const value: unknown = new Map(Object.entries(file)).get(field);
	return typeof value === 'string' ? value.trim() : '';
}

/** Wrong values are often pasted with quotes, or as a line of a shell script. */
function otherTextOf(text: string): string {
	const bare = text.replace(/^(?:export\s+)?[A-Za-z_]\w*=/, '').replace(/^["'`“”‘’]+|["'`“”‘’;]+$/g, '');
	const find = (value: string) => otherTexts.find(([form]) => form.test(value))?.[1];
	return find(text) ?? find(bare) ?? 'not the JSON of a key file';
}

/**
 * Restores the line breaks, the first and last line, the dashes and the `+` of a key. Forms and variables drop them, replace them with
 * spaces, or write line breaks as `\n`.
 *
 * @throws ConfigurationError if no repair gives a readable RSA key
 */
function repairPem(pem: string): string {
	const [, label = 'PRIVATE KEY', between] =
		/[-‐-―]+\s*BEGIN ([A-Z ]+?)\s*[-‐-―]+(.*?)([-‐-―]+\s*END|$)/s.exec(pem.replace(/(\\+[rn])+/g, '\n')) ??
		[];
	const body = (between ?? pem.replace(/(\\+[rn])+/g, '\n')).replaceAll('-', '+').replaceAll('_', '/').trim();
	for (const text of [body, body.replaceAll(' ', '+')]) {
		const lines = text.replace(/[^A-Za-z0-9+/=]+/g, '').match(/.{1,64}/g) ?? [];
		const repaired = [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
		if (isRsaKey(repaired)) return repaired;
	}
	throw new ConfigurationError(
		'The private key in the Service Account Key is damaged',
		'Part of private_key is missing. Open the key file in a text editor, copy all of it and paste it again.',
	);
}

function isRsaKey(pem: string): boolean {
	try {
		return createPrivateKey(pem).asymmetricKeyType === 'rsa';
	} catch {
		return false;
	}
}

function tokenService(tokenUri: string, endpoint: string): Pick<ServiceAccountKey, 'tokenUrl' | 'audience'> {
	if (tokenUri === '' || googleTokenUrls.includes(tokenUri)) {
		return { tokenUrl: `${originOf(signInHost, endpoint)}/token`, audience: googleTokenUrl };
	}
	if (endpoint !== '' && URL.canParse(tokenUri) && new URL(tokenUri).origin === new URL(endpoint).origin) {
		return { tokenUrl: tokenUri, audience: tokenUri };
	}
	throw new ConfigurationError(
		'The token_uri in the Service Account Key is neither Google nor the API Endpoint of the credential',
		`The key would be sent to another address. Google's key files contain ${googleTokenUrl}. An API Endpoint on another machine can replace Google's sign-in only if the operator of n8n lists its origin in N8N_GEMINI_TUNING_ENDPOINTS.`,
	);
}
