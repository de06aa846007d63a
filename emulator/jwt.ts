import { createHash, generateKeyPair, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';

/** The JSON file of a service-account key. */
export interface ServiceAccountKey {
	type: 'service_account';
	project_id: string;
	private_key_id: string;
	private_key: string;
	client_email: string;
	client_id: string;
	auth_uri: string;
	token_uri: string;
	universe_domain: string;
}

/** The JWT claims that this emulator reads. */
export interface Claims {
	iss?: string;
	sub?: string;
	aud?: string;
	scope?: string;
	iat?: number;
	exp?: number;
}

export interface Jwt {
	keyId: string | undefined;
	claims: Claims;
	/** Whether a public key (PEM) belongs to the key that signed it. */
	signedBy(publicKey: string): boolean;
}

let pair: Promise<{ privateKey: string; publicKey: string }> | undefined;

/** One pair per process, because generating one takes a noticeable fraction of a second. */
function keyPair() {
	pair ??= promisify(generateKeyPair)('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	});
	return pair;
}

/** Generates a key file's content and the matching public key. */
export async function createServiceAccountKey(
	email: string,
	project: string,
	accountId: string,
	tokenUri: string,
): Promise<{ key: ServiceAccountKey; publicKey: string }> {
	const { privateKey, publicKey } = await keyPair();
	const key: ServiceAccountKey = {
		type: 'service_account',
		project_id: project,
		private_key_id: createHash('sha1')
			.update(publicKey + email)
			.digest('hex'),
		private_key: privateKey,
		client_email: email,
		client_id: accountId,
		auth_uri: 'https://accounts.google.com/o/oauth2/auth',
		token_uri: tokenUri,
		universe_domain: 'googleapis.com',
	};
	return { key, publicKey };
}

/** Parses a JWT; undefined for anything but RS256. */
export function readJwt(token: string): Jwt | undefined {
	const [head = '', payload = '', signature = '', ...more] = token.split('.');
	const header = section(head);
	const claims = section(payload);
	if (!header || !claims || signature === '' || more.length > 0 || header.alg !== 'RS256') return undefined;
	return {
		keyId: string(header.kid),
		claims: {
			...defined('iss', string(claims.iss)),
			...defined('sub', string(claims.sub)),
			...defined('aud', string(claims.aud)),
			...defined('scope', string(claims.scope)),
			...defined('iat', number(claims.iat)),
			...defined('exp', number(claims.exp)),
		},
		signedBy: (publicKey) =>
			verify('RSA-SHA256', Buffer.from(`${head}.${payload}`), publicKey, Buffer.from(signature, 'base64url')),
	};
}

/** Signs claims as a Google client library does. */
export function signJwt(
	claims: Claims,
	key: Pick<ServiceAccountKey, 'private_key' | 'private_key_id'>,
): string {
	const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: key.private_key_id })}.${part(claims)}`;
	return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key.private_key).toString('base64url')}`;
}

function section(encoded: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
		return typeof value === 'object' && value !== null ? { ...value } : undefined;
	} catch {
		return undefined;
	}
}

function string(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

function number(value: unknown): number | undefined {
	return typeof value === 'number' ? value : undefined;
}

function defined<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
	const members: { [P in K]?: T } = {};
	if (value !== undefined) members[key] = value;
	return members;
}
