import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialType } from 'n8n-workflow';
import { GeminiTuningGoogleAuthApi } from '../../credentials/GeminiTuningGoogleAuthApi.credentials';
import { GeminiTuningOAuth2Api } from '../../credentials/GeminiTuningOAuth2Api.credentials';

const types: ICredentialType[] = [new GeminiTuningGoogleAuthApi(), new GeminiTuningOAuth2Api()];
const [googleAuth, oAuth2] = types;
const property = (type: ICredentialType | undefined, name: string) =>
	type?.properties.find((one) => one.name === name);

it.each(types)(
	'$displayName is kept from HTTP Request nodes, and nobody can change that in the editor',
	(type) => {
		expect(property(type, 'allowedHttpRequestDomains')).toMatchObject({ type: 'hidden', default: 'none' });
	},
);

it.each(types)('$displayName has the same project fields', (type) => {
	expect(property(type, 'projectId')).toBe(property(googleAuth, 'projectId'));
	expect(property(type, 'apiEndpoint')).toBe(property(googleAuth, 'apiEndpoint'));
});

it('pins the scopes of the tuning tutorial', () => {
	expect(oAuth2?.extends).toEqual(['googleOAuth2Api']);
	expect(property(oAuth2, 'scope')).toMatchObject({
		type: 'hidden',
		default:
			'https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/generative-language.tuning',
	});
});

it("offers the machine's identity only to nodes of this package", () => {
	expect(googleAuth?.restrictToSupportedNodes).toBe(true);
});

it('masks the key and the token', () => {
	expect(property(googleAuth, 'privateKeyJson')?.typeOptions).toMatchObject({ password: true });
	expect(property(googleAuth, 'accessToken')?.typeOptions).toMatchObject({ password: true, expirable: true });
});

describe('the icon', () => {
	const folder = join(__dirname, '../../credentials');

	it.each(types)('of $displayName exists in light and dark', ({ icon }) => {
		const files = Object.values(Object(icon)).map((file) => String(file).replace('file:', ''));
		expect(files).toHaveLength(2);
		expect(files.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
	});

	it.each([
		['gemini-tuning.svg', '#ffffff'],
		['gemini-tuning.dark.svg', '#2b2b2b'],
	])('%s has a contrast of at least 3:1 to %s', (file, background) => {
		const svg = readFileSync(join(folder, '../icons', file), 'utf8');
		const contrasts = [...svg.matchAll(/#[\da-f]{6}/g)].map(([color]) => contrast(color, background));
		expect(contrasts.length).toBeGreaterThan(0);
		expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(3);
	});
});

/** WCAG 2.2, contrast ratio. */
function contrast(one: string, other: string): number {
	const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5]
		.map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
		.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
