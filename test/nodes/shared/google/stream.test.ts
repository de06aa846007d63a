import type { GenerateContentResponse } from '../../../../nodes/shared/google/generation/content';
import { readStream } from '../../../../nodes/shared/google/generation/readStream';

const piece = (text: string, finishReason?: string): GenerateContentResponse => ({
	candidates: [{ content: { role: 'model', parts: [{ text }] }, ...(finishReason && { finishReason }) }],
});
const alternatives = (reasons: Record<number, string | undefined>): GenerateContentResponse => ({
	candidates: Object.entries(reasons).map(([index, finishReason]) => ({
		...piece('a', finishReason).candidates?.[0],
		index: Number(index),
	})),
});
const event = (data: object) => `data: ${JSON.stringify(data)}\r\n\r\n`;

/** Splits a text into chunks of a size in bytes. */
async function* arriving(text: string, size: number): AsyncGenerator<Uint8Array> {
	const bytes = Buffer.from(text);
	for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function read(text: string, size = 1000): Promise<GenerateContentResponse[]> {
	const seen: GenerateContentResponse[] = [];
	for await (const response of readStream('example.com', arriving(text, size))) seen.push(response);
	return seen;
}

it.each([1, 2, 7, 1000])('puts together what arrives in chunks of %i bytes', async (size) => {
	const pieces = [piece('größer '), piece('als 数'), piece('\n', 'STOP')];
	expect(await read(pieces.map(event).join(''), size)).toEqual(pieces);
});

it('reads other line ends and ignores comments', async () => {
	expect(await read(`: hello\n\ndata:${JSON.stringify(piece('a', 'STOP'))}\n\n`)).toEqual([
		piece('a', 'STOP'),
	]);
	expect(await read(`data: ${JSON.stringify(piece('a', 'STOP'))}`)).toEqual([piece('a', 'STOP')]);
});

it('throws the error that ends a stream', async () => {
	const error = { code: 429, message: 'Too many', status: 'RESOURCE_EXHAUSTED' };
	await expect(read(event(piece('a')) + event({ error }))).rejects.toMatchObject({
		name: 'GoogleApiError',
		httpStatus: 429,
		message: 'Too many',
	});
});

it.each([
	['in the middle of an event', event(piece('a')) + 'data: {"candid'],
	['between events', event(piece('a'))],
	['before anything has come', ''],
	[
		'while one of several answers is not whole',
		event(alternatives({ 0: undefined, 1: undefined })) + event(alternatives({ 0: 'STOP' })),
	],
])('throws when the stream ends %s', async (_, text) => {
	await expect(read(text)).rejects.toMatchObject({
		name: 'ConnectionError',
		message: 'The response of example.com is incomplete',
	});
});

it('accepts a blocked prompt as a complete response', async () => {
	const blocked = { promptFeedback: { blockReason: 'SAFETY' } };
	expect(await read(event(blocked))).toEqual([blocked]);
});

it('accepts several candidates once each is complete', async () => {
	const [open, one, other] = [{ 0: undefined, 1: undefined }, { 0: 'STOP' }, { 1: 'STOP' }].map(alternatives);
	expect(await read([open, one, other].map((data) => event(data ?? {})).join(''))).toEqual([
		open,
		one,
		other,
	]);
});

it('reads pieces after the end of a candidate', async () => {
	const pieces = [piece('a', 'STOP'), { ...piece(''), usageMetadata: { totalTokenCount: 3 } }];
	expect(await read(pieces.map(event).join(''))).toEqual(pieces);
});
