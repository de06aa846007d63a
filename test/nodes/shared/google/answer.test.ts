import { pauseMs } from '../../../../nodes/shared/google/http/retry';
import { readAnswer } from '../../../../nodes/shared/google/http/readResponse';
import { object } from '../../../../nodes/shared/google/http/shape';
import {
	ConfigurationError,
	ConnectionError,
	GoogleApiError,
} from '../../../../nodes/shared/google/http/googleErrors';

const host = 'generativelanguage.googleapis.com';
const read = (httpStatus: number, body: string, retryAfter?: string) => () =>
	readAnswer(host, { httpStatus, body, retryAfter }, object);

function thrownBy(run: () => unknown): unknown {
	try {
		return run();
	} catch (error) {
		return error;
	}
}

it('reads JSON', () => {
	expect(read(200, '{\n  "tunedModels": []\n}\n')()).toEqual({ tunedModels: [] });
});

it.each(['', '{', '{"tunedModels": [', 'null', '<html></html>'])(
	'reads %p as an incomplete response',
	(body) => {
		expect(read(200, body)).toThrow(ConnectionError);
	},
);

it("reads Google's error", () => {
	const status = { code: 404, message: 'Tuned model tunedModels/x does not exist.', status: 'NOT_FOUND' };
	const error = thrownBy(read(404, JSON.stringify({ error: status })));
	expect(error).toBeInstanceOf(GoogleApiError);
	expect(error).toMatchObject({ httpStatus: 404, status, message: status.message });
});

it.each(['', '<html>Bad Gateway</html>', '{"error":"unavailable"}', '[]', 'null'])(
	'makes do with the status of %p',
	(body) => {
		const error = thrownBy(read(502, body));
		expect(error).toBeInstanceOf(GoogleApiError);
		expect(error).toMatchObject({ httpStatus: 502, message: 'Google returned HTTP status 502' });
	},
);

describe('how long Google asks to wait', () => {
	beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-10-21T07:28:00Z') }));
	afterEach(() => jest.useRealTimers());

	it.each([
		['7', 7_000],
		['1.5', 1_500],
		['0', undefined],
		['-100', undefined],
		['Infinity', undefined],
		['1e9', undefined],
		['31536000', 3_600_000],
		['9'.repeat(400), 3_600_000],
		['Wed, 21 Oct 2026 07:28:42 GMT', 42_000],
		['Wednesday, 21-Oct-26 07:28:42 GMT', 42_000],
		['Wed, 21 Oct 2026 07:27:59 GMT', undefined],
		['Thu, 21 Oct 2027 07:28:00 GMT', 3_600_000],
		['soon', undefined],
		['', undefined],
		[undefined, undefined],
	])('is taken from Retry-After %p as %p ms', (retryAfter, ms) => {
		expect(thrownBy(read(429, '{}', retryAfter))).toMatchObject({ retryDelayMs: ms });
	});

	it.each([
		['32s', 32_000],
		['1.5s', 1_500],
		['0.250s', 250],
		['0s', undefined],
		['-100s', undefined],
		['Infinitys', undefined],
		['NaNs', undefined],
		['1e9s', undefined],
		['31536000s', 3_600_000],
		['32', undefined],
		[32, undefined],
		[{ seconds: 32 }, undefined],
	])('is taken from RetryInfo %p as %p ms', (retryDelay, ms) => {
		const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }];
		const error = thrownBy(read(429, JSON.stringify({ error: { details } })));
		expect(error).toMatchObject({ retryDelayMs: ms });
		expect(pauseMs(error, 1, () => 0.5)).toBeGreaterThan(0);
	});
});

it.each(['5', '"x"', '[]', 'true', '[{}]'])('takes %s for no answer', (body) => {
	expect(read(200, body)).toThrow("The response of generativelanguage.googleapis.com can't be read");
	expect(read(200, body)).toThrow(ConnectionError);
});

it('prefers RetryInfo, which is finer', () => {
	const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' }];
	const error = thrownBy(read(429, JSON.stringify({ error: { details } }), '7'));
	expect(error).toMatchObject({ retryDelayMs: 1500 });
});

it('rejects a redirect', () => {
	expect(read(302, '')).toThrow(ConfigurationError);
});
