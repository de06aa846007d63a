import {
	assertTrusted,
	geminiHost,
	isTrusted,
	originOf,
	parseEndpoint,
} from '../../../../nodes/shared/google/http/origins';

describe('the API Endpoint', () => {
	it.each([
		['', ''],
		[undefined, ''],
		['  ', ''],
		['https://proxy.example', 'https://proxy.example'],
		['https://proxy.example/', 'https://proxy.example'],
		[' https://Proxy.Example:8443/google/ ', 'https://proxy.example:8443/google'],
		['https://proxy', 'https://proxy'],
		['https://10.0.0.7/apis', 'https://10.0.0.7/apis'],
		['https://[2001:db8::1]:8443', 'https://[2001:db8::1]:8443'],
		['https://proxy.example:443', 'https://proxy.example'],
		['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
		['http://127.1.2.3', 'http://127.1.2.3'],
		['http://localhost:8787/google', 'http://localhost:8787/google'],
		['http://[::1]:8787', 'http://[::1]:8787'],
	])('%p is %p', (typed, endpoint) => {
		expect(parseEndpoint(typed)).toBe(endpoint);
	});

	it.each([
		'http://proxy.example',
		'http://10.0.0.7',
		'http://0.0.0.0:8787',
		'http://127.0.0.1.evil.example',
		'http://localhost.evil.example',
		'http://127.0.0.1@evil.example',
		'http://2130706433',
		'https://user@proxy.example',
		'https://user:word@proxy.example',
		'https://proxy.example?host=',
		'https://proxy.example/?host=',
		'https://proxy.example#top',
		'https://proxy.example\\@evil.example',
		'https://proxy.example/%2e%2e',
		'https://',
		'https:proxy.example',
		'//proxy.example',
		'proxy.example',
		'ftp://proxy.example',
		'file:///etc/passwd',
		'javascript:alert(1)',
		"https://proxy.example/'+alert(1)+'",
		'http://127.0.0.1:99999',
	])('is not %p', (typed) => {
		expect(() => parseEndpoint(typed)).toThrow('The API Endpoint of the credential cannot be used');
	});
});

it.each([
	[undefined, 'https://generativelanguage.googleapis.com'],
	['', 'https://generativelanguage.googleapis.com'],
	['https://proxy.example/google', 'https://proxy.example/google/generativelanguage.googleapis.com'],
])('reaches the Gemini API, with the override %p, at %s', (endpoint, origin) => {
	expect(originOf(geminiHost, endpoint)).toBe(origin);
});

describe('a token', () => {
	it.each([
		['https://generativelanguage.googleapis.com/v1beta/tunedModels', ''],
		['https://us-central1-aiplatform.googleapis.com/v1/projects', ''],
		['https://proxy.example/google/generativelanguage.googleapis.com/v1', 'https://proxy.example/google'],
		['http://127.0.0.1:8787/generativelanguage.googleapis.com/v1', 'http://127.0.0.1:8787'],
	])('may be sent to %s with the override %p', (url, endpoint) => {
		expect(isTrusted(url, endpoint)).toBe(true);
		expect(() => assertTrusted(url, endpoint)).not.toThrow();
	});

	it.each([
		['http://generativelanguage.googleapis.com/v1beta', ''],
		['https://generativelanguage.googleapis.com:8443/v1beta', ''],
		['https://generativelanguage.googleapis.com.evil.example/v1beta', ''],
		['https://evilgoogleapis.com/v1beta', ''],
		['https://googleapis.com/v1beta', ''],
		['https://user@generativelanguage.googleapis.com/v1beta', ''],
		['https://generativelanguage.googleapis.com/v1beta', 'https://proxy.example'],
		['https://proxy.example.evil.example/google', 'https://proxy.example'],
		['https://proxy.example/other', 'https://proxy.example/google'],
		['https://proxy.example/google/../other', 'https://proxy.example/google'],
		['http://proxy.example/google/x', 'https://proxy.example/google'],
		['http://127.0.0.1:8788/x', 'http://127.0.0.1:8787'],
		['', ''],
		['tunedModels', ''],
	])('is not sent to %p with the override %p', (url, endpoint) => {
		expect(() => assertTrusted(url, endpoint)).toThrow(/^The request was not sent/);
	});
});
