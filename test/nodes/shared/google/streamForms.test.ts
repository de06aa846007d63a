/** Formats of streams and their errors, of Google and of gateways. */
import { refusal } from '../../../../nodes/shared/google/http/readResponse';
import { GoogleApiError, OversizedResponseError } from '../../../../nodes/shared/google/http/googleErrors';
import { longestPiece } from '../../../../nodes/shared/google/http/streamEvents';
import { isTemporary } from '../../../../nodes/shared/google/http/retry';
import { readStream } from '../../../../nodes/shared/google/generation/readStream';

const piece = (text: string, finishReason?: string) => ({
	candidates: [{ content: { parts: [{ text }] }, ...(finishReason && { finishReason }) }],
});

async function* arriving(bytes: Uint8Array, size: number) {
	for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function read(text: string, size = 7): Promise<unknown[]> {
	const seen: unknown[] = [];
	for await (const response of readStream('example.com', arriving(Buffer.from(text), size)))
		seen.push(response);
	return seen;
}

const invalid = { code: 400, message: "Unknown name 'x'", status: 'INVALID_ARGUMENT' };
const daily = {
	code: 429,
	message: 'Quota exceeded',
	status: 'RESOURCE_EXHAUSTED',
	details: [
		{
			'@type': 'type.googleapis.com/google.rpc.QuotaFailure',
			violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }],
		},
		{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '32s' },
	],
};

const forms: Array<[string, (error: object) => string]> = [
	['an event', (error) => `data: ${JSON.stringify({ error })}\n\n`],
	[
		'an event of several lines',
		(error) => `event: error\r\ndata: {"error":\r\ndata: ${JSON.stringify(error)}}\r\n\r\n`,
	],
	['an object', (error) => JSON.stringify({ error })],
	['an object over several lines', (error) => `${JSON.stringify({ error }, null, 2)}\n`],
	['a list', (error) => JSON.stringify([{ error }])],
	['a list over several lines', (error) => `\n${JSON.stringify([{ error }], null, 2)}\n`],
];

describe.each(forms)('an error as %s', (_, toText) => {
	it.each([
		['after the answer has begun', `data: ${JSON.stringify(piece('a'))}\n\n`],
		['instead of an answer', ''],
	])('%s names what is wrong and is not retried', async (_when, before) => {
		const error: unknown = await read(before + toText(invalid)).catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ name: 'GoogleApiError', httpStatus: 400, message: "Unknown name 'x'" });
		expect(isTemporary(error)).toBe(false);
	});

	it('shows a daily quota', async () => {
		const error: unknown = await read(toText(daily)).catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ httpStatus: 429, isDailyQuota: true, retryDelayMs: 32_000 });
		expect(isTemporary(error)).toBe(false);
	});

	it('is also read from an error response', () => {
		expect(refusal(429, toText(daily))).toMatchObject({
			isDailyQuota: true,
			retryDelayMs: 32_000,
			status: daily,
		});
	});
});

it.each([
	[{ status: 'RESOURCE_EXHAUSTED' }, 429],
	[{ code: 7 }, 403],
	[{ code: 14, status: 'UNAVAILABLE' }, 503],
	[{ code: '400' }, 500],
	['overloaded', 500],
	[[], 500],
])('finds the status of the error %j', async (error, httpStatus) => {
	await expect(read(`data: ${JSON.stringify({ error })}\n\n`)).rejects.toMatchObject({
		name: GoogleApiError.name,
		httpStatus,
	});
});

const pieces = [piece('größer '), piece('als 数 "}{['), piece('\n', 'STOP')];

it.each([
	['a list', JSON.stringify(pieces)],
	['a list over several lines', JSON.stringify(pieces, null, 2)],
	['a list as Google cuts it', `[${pieces.map((one) => JSON.stringify(one, null, 2)).join('\n,\r\n')}\n]\n`],
	['lines of objects', pieces.map((one) => JSON.stringify(one)).join('\n')],
	[
		'events with names and comments',
		pieces.map((one) => `: hi\nid: 1\nevent: x\ndata: ${JSON.stringify(one)}\n\n`).join(''),
	],
	[
		'events and a mark at the end',
		`${pieces.map((one) => `data:${JSON.stringify(one)}\r\n\r\n`).join('')}data: [DONE]\n\n`,
	],
])('reads pieces that come as %s', async (_, text) => {
	for (const size of [1, 3, 1000]) expect(await read(text, size)).toEqual(pieces);
});

it('reads nothing after the end mark', async () => {
	const text = `data: ${JSON.stringify(piece('a', 'STOP'))}\n\ndata: [DONE]\n\ndata: no JSON\n\n`;
	expect(await read(text)).toEqual([piece('a', 'STOP')]);
});

it('does not read the end mark as a response', async () => {
	await expect(read('data: [DONE]\n\n')).rejects.toThrow('The response of example.com is incomplete');
	const half = `data: ${JSON.stringify(piece('a'))}\n\ndata: [DONE]\n\n`;
	await expect(read(half)).rejects.toThrow('The response of example.com is incomplete');
});

it.each(['5', '"x"', '[]', 'true', 'null', '[null]', '<html></html>', '{"candidates":{}}'])(
	'takes %s for no answer',
	async (text) => {
		await expect(read(`data: ${text}\n\n`)).rejects.toMatchObject({ name: 'ConnectionError' });
		await expect(read(text)).rejects.toMatchObject({ name: 'ConnectionError' });
	},
);

it('drops nulls and wrong types within a response', async () => {
	const candidate = { content: { parts: [null, { text: 'a' }, 5, { text: 5 }] }, finishReason: 'STOP' };
	const text = JSON.stringify({ candidates: [null, candidate, 'x'], usageMetadata: 5, promptFeedback: [] });
	expect(await read(`data: ${text}\n\n`)).toEqual([
		{ candidates: [{ content: { parts: [{ text: 'a' }, {}] }, finishReason: 'STOP' }] },
	]);
});

describe('a long line', () => {
	const text = (length: number) =>
		Buffer.from(`data: ${JSON.stringify(piece('x'.repeat(length), 'STOP'))}\n\n`);
	const readBytes = async (bytes: Uint8Array) => {
		const before = process.cpuUsage();
		let outcome: unknown;
		for await (const response of readStream('example.com', arriving(bytes, 16_384))) outcome = response;
		const { user, system } = process.cpuUsage(before);
		return { outcome, seconds: (user + system) / 1e6 };
	};

	it('is read in linear time', async () => {
		const { seconds } = await readBytes(text(longestPiece - 1_000));
		// Time of this process alone; quadratic reading takes about 10 s.
		expect(seconds).toBeLessThan(3);
	});

	it.each([
		['an event', text(2 * longestPiece)],
		['a line without an end', Buffer.alloc(2 * longestPiece, 'x')],
		['an object', Buffer.from(`{"a":"${'x'.repeat(2 * longestPiece)}"}`)],
	])('beyond the limit is rejected (%s)', async (_, bytes) => {
		const refused = readBytes(bytes);
		await expect(refused).rejects.toThrow(OversizedResponseError);
		await expect(refused).rejects.toThrow('A line of the response has more than 16 MiB');
	});

	it.each([
		['an event', 'data: "', '"'],
		['an object', '{"a": [\n"', '",'],
	])('in many pieces is also rejected (%s)', async (_, before, after) => {
		const line = `${before}${'x'.repeat(longestPiece / 4)}${after}\n`;
		await expect(readBytes(Buffer.from(line.repeat(5)))).rejects.toThrow(
			'A piece of the response has more than 16 MiB',
		);
	});
});
