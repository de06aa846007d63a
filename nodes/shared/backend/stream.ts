/** Reads an answer that comes piece by piece, as server-sent events (`streamGenerateContent?alt=sse`). */
import type { CallLimits } from './backend';
import type { GenerateContentResponse } from './content';
import { ConnectionError, GoogleApiError } from './errors';
import type { RawRequest, Status } from './http';

/** A piece, or the error that ends the stream. */
type Event = GenerateContentResponse & { error?: Status };

/** @param url of the model, without a method */
export function streamRequest(url: string, body: object, limits: CallLimits = {}): RawRequest {
	return {
		method: 'POST',
		url: `${url}:streamGenerateContent`,
		query: { alt: 'sse' },
		headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
		body: Buffer.from(JSON.stringify(body)),
		...limits,
	};
}

/**
 * @param host who answers, for messages
 * @throws GoogleApiError for an error in the middle of the stream
 * @throws ConnectionError for a stream that ends before the answer does
 */
export async function* readStream(
	host: string,
	bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<GenerateContentResponse> {
	let isEmpty = true;
	/** Whether each answer has come to its end, by its index. */
	const ended = new Map<number, boolean>();
	for await (const data of readEvents(bytes)) {
		const event = parse(data);
		if (!event) throw brokenOff(host);
		if (event.error) throw new GoogleApiError(event.error.code ?? 500, event.error);
		isEmpty = false;
		for (const { index = 0, finishReason } of (event.candidates ?? []).filter(Boolean))
			ended.set(index, ended.get(index) === true || (finishReason ?? undefined) !== undefined);
		yield event;
	}
	if (isEmpty || [...ended.values()].includes(false)) throw brokenOff(host);
}

function brokenOff(host: string): ConnectionError {
	return new ConnectionError(`The answer of ${host} broke off`);
}

function parse(data: string): Event | undefined {
	try {
		return JSON.parse(data) ?? undefined;
	} catch {
		return undefined;
	}
}

/** The data of each event; Google sends nothing else in one. */
async function* readEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
	let data: string[] = [];
	for await (const line of readLines(bytes)) {
		if (line.startsWith('data:')) data.push(line.slice('data:'.length));
		if (line !== '' || data.length === 0) continue;
		yield data.join('\n');
		data = [];
	}
	if (data.length > 0) yield data.join('\n');
}

async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let rest = '';
	for await (const chunk of bytes) {
		const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) yield line.replace(/\r$/, '');
	}
	yield rest + decoder.decode();
}
