/** Versions of n8n before 2.10 take `{ ignore, except }` for `true`; before 2.34 they lose the cause of an error. */
import { Readable } from 'node:stream';
import type { IHttpRequestOptions, INode } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import type { RawHttp, RawRequest, StreamHttp } from '../../../../nodes/shared/google/http/httpClient';
import { createStreamTransport } from '../../../../nodes/shared/runtime/streamTransport';
import { createRawTransport } from '../../../../nodes/shared/runtime/transport';
import type { Stranger } from '../../stranger.ts';
import { startStranger } from '../../stranger.ts';

const node: INode = { id: '1', name: 'Node', type: 'node', typeVersion: 1, position: [0, 0], parameters: {} };
const expired = 'ya29.expired-token';
const renewed = 'ya29.renewed-token';

let stranger: Stranger;
let renewals: number;
/** What Google answers to the renewed token. */
let answer: { status: number; headers?: Record<string, string>; body?: string };

beforeEach(async () => {
	renewals = 0;
	answer = { status: 200, body: '{"isAnswer":true}' };
	stranger = await startStranger(({ headers }, response) => {
		if (headers.authorization !== `Bearer ${renewed}`) response.writeHead(401).end('{"error":{"code":401}}');
		else response.writeHead(answer.status, answer.headers).end(answer.body);
	});
});
afterEach(() => stranger.close());

/** The context of a node in such a version, signed in with an expired token that can be renewed `times` times. */
function olderContext(times = 1): object {
	let token = expired;
	const send = async ({ url, method = 'GET', headers, body }: IHttpRequestOptions) => {
		const response = await fetch(url, {
			method,
			headers: { ...Object(headers), authorization: `Bearer ${token}` },
			...(body instanceof Uint8Array && { body: Buffer.from(body) }),
			redirect: 'manual',
		});
		return {
			statusCode: response.status,
			headers: Object.fromEntries(response.headers),
			body: Readable.from(response.body ?? []),
		};
	};
	const httpRequestWithAuthentication = async (_: string, options: IHttpRequestOptions) => {
		const isIgnored = Boolean(options.ignoreHttpStatusErrors);
		let response = await send(options);
		if (!isIgnored && response.statusCode === 401) {
			renewals++;
			if (renewals <= times) token = renewed;
			response = await send(options);
		}
		const { statusCode } = response;
		if (isIgnored || statusCode < 300) return response;
		throw new NodeApiError(node, { message: 'Request failed' }, { httpCode: String(statusCode) });
	};
	const getCredentials = async () => ({ oauthTokenData: { access_token: token } });
	return { getNode: () => node, getCredentials, helpers: { httpRequestWithAuthentication } };
}

const options = (context: object) => [
	{ context, credentialType: 'geminiTuningOAuth2Api', endpoint: stranger.origin, project: '' },
];
const raw = (context = olderContext()): RawHttp =>
	Reflect.apply(createRawTransport, undefined, options(context));
const stream = (context = olderContext()): StreamHttp =>
	Reflect.apply(createStreamTransport, undefined, options(context));
const request = (more: Partial<RawRequest> = {}): RawRequest => ({
	method: 'POST',
	url: `${stranger.origin}/storage.googleapis.com/path`,
	body: Buffer.from('{"a":1}'),
	...more,
});

it('renews an expired token, and sends the request again as it was', async () => {
	const send = raw();
	expect(await send(request())).toMatchObject({ status: 200, text: '{"isAnswer":true}' });
	expect(await send(request())).toMatchObject({ status: 200 });
	expect(renewals).toBe(1);
	expect(stranger.heard.map(({ body }) => body)).toEqual(Array.from({ length: 4 }, () => '{"a":1}'));
	expect(stranger.heard.filter(({ headers }) => headers.authorization === `Bearer ${renewed}`)).toHaveLength(
		2,
	);
});

it('renews an expired token for a stream', async () => {
	const texts: string[] = [];
	for await (const piece of await stream()(request())) texts.push(Buffer.from(piece).toString());
	expect(texts.join('')).toBe('{"isAnswer":true}');
	expect(renewals).toBe(1);
});

it('does not ask for a piece of an upload to be done twice when its answer is lost with the renewal', async () => {
	answer = { status: 308, headers: { range: 'bytes=0-99' } };
	const send = raw();
	await expect(send(request({ method: 'PUT' }))).rejects.toMatchObject({ name: 'ConnectionError' });
	expect(await send(request({ method: 'PUT' }))).toMatchObject({
		status: 308,
		headers: { range: 'bytes=0-99' },
	});
});

it.each([403, 404, 429, 503])('keeps the status %s that comes after the renewal', async (status) => {
	answer = { status };
	expect(await raw()(request())).toMatchObject({ status });
	await expect(stream(olderContext(2))(request())).rejects.toMatchObject({ httpStatus: status });
});

it('reports a refused sign-in where the renewal does not help', async () => {
	await expect(raw(olderContext(0))(request())).rejects.toMatchObject({
		name: 'GoogleApiError',
		httpStatus: 401,
	});
	expect(renewals).toBe(1);
});

it.each(['ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND'])(
	'takes the code %s for a broken connection',
	async (code) => {
		const httpRequestWithAuthentication = async () => {
			throw new NodeApiError(node, { message: 'It broke' }, { httpCode: code });
		};
		const context = { ...olderContext(), helpers: { httpRequestWithAuthentication } };
		await expect(raw(context)(request())).rejects.toMatchObject({
			name: 'ConnectionError',
			message: expect.stringContaining(code),
		});
	},
);

it('takes a lost status 401 for a refused sign-in', async () => {
	const httpRequestWithAuthentication = async () => {
		throw new NodeApiError(node, { message: 'Refused' }, { httpCode: '401' });
	};
	const context = { ...olderContext(), helpers: { httpRequestWithAuthentication } };
	await expect(raw(context)(request())).rejects.toMatchObject({ name: 'GoogleApiError', httpStatus: 401 });
});
