import { readAnswer } from '../../../../nodes/shared/backend/answer';
import { object } from '../../../../nodes/shared/backend/shape';
import { ConfigurationError, ConnectionError, GoogleApiError } from '../../../../nodes/shared/backend/errors';

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
	'takes %p for an answer that broke off',
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
		expect(error).toMatchObject({ httpStatus: 502, message: 'Google answered with HTTP status 502' });
	},
);

it.each([
	['7', 7000],
	['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
	[undefined, undefined],
])('takes Retry-After %p for %p ms', (retryAfter, ms) => {
	expect(thrownBy(read(429, '{}', retryAfter))).toMatchObject({ retryDelayMs: ms });
});

it('prefers RetryInfo, which is finer', () => {
	const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' }];
	const error = thrownBy(read(429, JSON.stringify({ error: { details } }), '7'));
	expect(error).toMatchObject({ retryDelayMs: 1500 });
});

it('refuses to be redirected', () => {
	expect(read(302, '')).toThrow(ConfigurationError);
});
