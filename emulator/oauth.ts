import { createHash, randomBytes } from 'node:crypto';
import { textReply, unknownPath } from './http.ts';
import type { Call, Dialect, Reply } from './http.ts';
import type { Identities } from './identity.ts';
import { errorReply, jsonReply } from './jsonBody.ts';
import type { Json } from './json.ts';
import { readJwt } from './jwt.ts';
import type { Jwt } from './jwt.ts';

const LIFETIME_SECONDS = 3599;
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const TOKEN_URLS = [
	'https://oauth2.googleapis.com/token',
	'https://www.googleapis.com/oauth2/v4/token',
	'https://accounts.google.com/o/oauth2/token',
];
/** The user who signs in on the page of accounts.google.com unless `login_hint` names another. */
const USER = 'user@example.com';

/** A code of the sign-in page that has not been exchanged yet. */
interface Grant {
	email: string;
	scopes: readonly string[];
	redirectUri: string;
	offline: boolean;
	challenge?: { value: string; hashed: boolean };
}

/** An error in OAuth's form, which differs from the form of Google's APIs. */
class OAuthError extends Error {
	readonly status: number;
	readonly code: string;

	constructor(code: string, description: string, status = 400) {
		super(description);
		this.code = code;
		this.status = status;
	}
}

/** Google's sign-in and token endpoints. */
export function createOAuthDialect(identities: Identities): Dialect {
	const grants = new Map<string, Grant>();

	function answer(call: Call): Reply {
		const name = `${call.host}${call.path}`;
		switch (name) {
			case 'accounts.google.com/o/oauth2/v2/auth':
			case 'accounts.google.com/o/oauth2/auth':
				return signIn(call, grants);
			case 'oauth2.googleapis.com/token':
			case 'www.googleapis.com/oauth2/v4/token':
			case 'accounts.google.com/o/oauth2/token':
				return token(call, identities, grants);
			case 'oauth2.googleapis.com/revoke':
				return revoke(call, identities);
			default:
				return unknownPath(call.path);
		}
	}

	return {
		serves: (host) => ['oauth2.googleapis.com', 'accounts.google.com', 'www.googleapis.com'].includes(host),
		answer,
	};
}

/** Immediately redirects the browser with a code, without a form. */
function signIn({ query }: Call, grants: Map<string, Grant>): Reply {
	const redirectUri = query.get('redirect_uri') ?? '';
	if (!URL.canParse(redirectUri))
		return textReply(400, 'Error 400: invalid_request. Missing required parameter: redirect_uri');
	const code = `4/0A${randomBytes(32).toString('base64url')}`;
	const value = query.get('code_challenge');
	const scope = query.get('scope') ?? '';
	grants.set(code, {
		email: query.get('login_hint') ?? USER,
		scopes: scope.split(' ').filter((one) => one !== ''),
		redirectUri,
		offline: query.get('access_type') === 'offline',
		...(value !== null && { challenge: { value, hashed: query.get('code_challenge_method') === 'S256' } }),
	});
	const back = new URL(redirectUri);
	const state = query.get('state');
	if (state !== null) back.searchParams.set('state', state);
	back.searchParams.set('code', code);
	back.searchParams.set('scope', scope);
	return { status: 302, headers: { location: back.href }, body: [''] };
}

function token(call: Call, identities: Identities, grants: Map<string, Grant>): Reply {
	const form = readForm(call);
	try {
		return jsonReply(exchange(form, call.origin, identities, grants), call.query);
	} catch (error) {
		if (!(error instanceof OAuthError)) return errorReply(error, call);
		return jsonReply({ error: error.code, error_description: error.message }, call.query, error.status);
	}
}

function readForm({ body, headers }: Call): URLSearchParams {
	const text = body.toString('utf8');
	if (!String(headers['content-type']).startsWith('application/json')) return new URLSearchParams(text);
	const json: unknown = JSON.parse(text);
	const form = new URLSearchParams();
	for (const [name, value] of Object.entries(json ?? {})) form.set(name, String(value));
	return form;
}

function exchange(
	form: URLSearchParams,
	origin: string,
	identities: Identities,
	grants: Map<string, Grant>,
): Json {
	switch (form.get('grant_type')) {
		case 'refresh_token':
			return refresh(form, identities);
		case 'authorization_code':
			return redeem(form, identities, grants);
		case JWT_BEARER:
			return acceptAssertion(form, origin, identities);
		default:
			throw new OAuthError('unsupported_grant_type', `Invalid grant_type: ${form.get('grant_type') ?? ''}`);
	}
}

function refresh(form: URLSearchParams, identities: Identities): Json {
	const known = identities.refreshTokens.get(form.get('refresh_token') ?? '');
	if (!known) throw new OAuthError('invalid_grant', 'Token has been expired or revoked.');
	return accessToken(identities, known.email, known.scopes);
}

function redeem(form: URLSearchParams, identities: Identities, grants: Map<string, Grant>): Json {
	const code = form.get('code') ?? '';
	const grant = grants.get(code);
	grants.delete(code);
	if (!grant) throw new OAuthError('invalid_grant', 'Malformed auth code.');
	if (form.get('redirect_uri') !== grant.redirectUri)
		throw new OAuthError('redirect_uri_mismatch', 'Bad Request');
	const verifier = form.get('code_verifier') ?? '';
	const { challenge } = grant;
	const proof = challenge?.hashed ? createHash('sha256').update(verifier).digest('base64url') : verifier;
	if (challenge && proof !== challenge.value) throw new OAuthError('invalid_grant', 'Invalid code verifier.');
	const { email, scopes, offline } = grant;
	const refreshToken = offline ? identities.issueRefreshToken({ email, scopes: [...scopes] }) : undefined;
	return { ...accessToken(identities, email, scopes), ...(refreshToken && { refresh_token: refreshToken }) };
}

function acceptAssertion(form: URLSearchParams, origin: string, identities: Identities): Json {
	const jwt = readJwt(form.get('assertion') ?? '');
	const { iss: email } = jwt?.claims ?? {};
	if (!jwt || email === undefined || !isSignedBy(email, jwt, identities)) {
		throw new OAuthError('invalid_grant', 'Invalid JWT Signature.');
	}
	const { aud = '', iat = 0, exp = 0, scope = '' } = jwt.claims;
	const now = Date.now() / 1000;
	if (exp <= now || iat > now + 300 || exp - iat > 3600) {
		throw new OAuthError(
			'invalid_grant',
			'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. ' +
				'Check your iat and exp values in the JWT claim.',
		);
	}
	if (!TOKEN_URLS.includes(aud) && aud !== `${origin}/oauth2.googleapis.com/token`) {
		throw new OAuthError(
			'invalid_grant',
			'Invalid JWT: Failed audience check. The right audience is https://oauth2.googleapis.com/token',
		);
	}
	if (scope === '') throw new OAuthError('invalid_scope', 'Empty or missing scope not allowed.');
	return accessToken(identities, email, scope.split(' '));
}

/** An assertion may omit its key's ID, as google-auth-library does. Any of the account's keys is valid then. */
function isSignedBy(email: string, jwt: Jwt, identities: Identities): boolean {
	return [...identities.serviceAccountKeys].some(
		([id, key]) => key.email === email && (jwt.keyId ?? id) === id && jwt.signedBy(key.publicKey),
	);
}

function accessToken(
	identities: Identities,
	email: string,
	scopes: readonly string[],
): { [key: string]: Json } {
	return {
		access_token: identities.issueToken({ email, scopes: [...scopes], expiresInSeconds: LIFETIME_SECONDS }),
		expires_in: LIFETIME_SECONDS,
		scope: scopes.join(' '),
		token_type: 'Bearer',
	};
}

function revoke(call: Call, identities: Identities): Reply {
	const revoked = call.query.get('token') ?? readForm(call).get('token') ?? '';
	const known = identities.accessTokens.delete(revoked) || identities.refreshTokens.delete(revoked);
	return known ? jsonReply({}, call.query) : jsonReply({ error: 'invalid_token' }, call.query, 400);
}
