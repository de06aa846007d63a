import fc from 'fast-check';
import {
	piecesWithoutKnown,
	redacted,
	secretForms,
	withoutKnown,
} from '../../../../nodes/shared/google/http/redact';

const jwt = 'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhQGIifQ.c2lnbmF0dXJlLW9mLWEta2V5';

it.each([
	['Authorization: Bearer abc123def456ghi789', 'abc123def456'],
	['authorization=Bearer%20abc123def456ghi789', 'abc123def456'],
	['{"authorization":"Basic dXNlcjpwYXNzd29yZDE="}', 'dXNlcjpwYXNzd29yZDE'],
	['the token ya29.a0AfB_byC1234567890-x is bad', 'AfB_byC1234567890'],
	[`assertion=${jwt}&grant_type=x`, 'c2lnbmF0dXJl'],
	[`the JWT ${jwt} is bad`, 'c2lnbmF0dXJl'],
	['refresh token 1//0gAbCdEfGhIjKlMnOpQrSt', 'AbCdEfGhIjKl'],
	['{"refresh_token":"1\\/\\/0gAbCdEfGhIjKlMnOpQrSt"}', 'AbCdEfGhIjKl'],
	['client_secret=GOCSPX-aBcDeFgHiJkLmNoP', 'aBcDeFgHiJkL'],
	['{\\"client_secret\\": \\"opaqueSecretValue\\"}', 'opaqueSecretValue'],
	['key AIzaSyD-1234567890abcdefghijklmnopqrstu', '1234567890abc'],
	['-----BEGIN PRIVATE KEY-----\nMIIEvQ\nabc\n-----END PRIVATE KEY-----\n', 'MIIEvQ'],
	['-----BEGIN RSA PRIVATE KEY-----\\nMIIEvQ', 'MIIEvQ'],
])('removes the secret from %j', (text, secret) => {
	expect(redacted(text)).not.toContain(secret);
	expect(redacted(text)).toContain('[removed]');
});

it.each([
	'Bearer token expired',
	'Bearer authentication-is-required here',
	'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid credential.',
	"The value 1/2 of temperature isn't allowed; see https://cloud.google.com/docs/1//intro",
	'Basic information is missing',
	'invalid_grant: Invalid JWT Signature.',
	'projects/123/locations/us-central1/tuningJobs/4567890123456789012 is not found',
	'Unknown name "access_token": Cannot find field.',
])('leaves the ordinary text %j alone', (text) => {
	expect(redacted(text)).toBe(text);
});

it('removes known secrets in each form in which a server may repeat them', () => {
	const secret = 'a/b+c"d\\e=12345';
	const known = secretForms([secret, 'short', undefined, 7]);
	for (const text of [
		secret,
		JSON.stringify({ secret }),
		encodeURIComponent(secret),
		'a\\/b+c\\"d\\\\e=12345',
	])
		expect(withoutKnown(`before ${text} after`, known)).not.toContain('12345');
	expect(withoutKnown('short', known)).toBe('short');
});

it('takes time in proportion to the length of hostile texts', () => {
	for (const part of ['Bearer+', 'eyJ-', '-----BEGIN ', 'access_token ', '1//', 'AIza', 'Basic   '])
		redacted(part.repeat(1_000_000 / part.length));
});

it('removes known secrets wherever a stream is cut, and changes nothing else', async () => {
	const known = 'ya29.secretOfTheStream';
	const text = fc.array(fc.constantFrom(known, 'ya29.', 'ya29.secret', 'Grüße 😀 ', 'x'), { maxLength: 8 });
	await fc.assert(
		fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (parts, size) => {
			const bytes = Buffer.from(parts.join(''));
			async function* pieces() {
				for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
			}
			const chunks: Uint8Array[] = [];
			for await (const chunk of piecesWithoutKnown(pieces(), [known])) chunks.push(chunk);
			expect(Buffer.concat(chunks).toString()).toBe(parts.join('').replaceAll(known, '[removed]'));
		}),
		{ seed: 17, numRuns: 300 },
	);
});
