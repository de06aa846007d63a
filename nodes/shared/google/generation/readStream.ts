/** Reads a streamed response (`streamGenerateContent`). */
import { readPiece } from '../http/readResponse';
import type { CallLimits } from '../backend';
import type { GenerateContentResponse } from './content';
import { generateContentResponse } from './content';
import { ConnectionError, OversizedResponseError } from '../http/googleErrors';
import { createPieceReader, longestPiece } from '../http/streamEvents';
import type { RawRequest } from '../http/httpClient';

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
 * Reads server-sent events, a JSON list of pieces or a single JSON object. A line or piece has at most `longestPiece` bytes.
 *
 * @param host of the response, for messages
 * @throws GoogleApiError for an error in the stream, in any format
 * @throws ConnectionError for an incomplete or unreadable stream
 * @throws OversizedResponseError
 */
export async function* readStream(
	host: string,
	bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<GenerateContentResponse> {
	let isEmpty = true;
	/** Whether each candidate is complete, by its index. */
	const ended = new Map<number, boolean>();
	for await (const json of readPieces(bytes)) {
		const piece = readPiece(host, json, generateContentResponse);
		isEmpty = false;
		for (const { index = 0, finishReason } of piece.candidates ?? [])
			ended.set(index, ended.get(index) === true || finishReason !== undefined);
		yield piece;
	}
	if (isEmpty || [...ended.values()].includes(false))
		throw new ConnectionError(`The response of ${host} is incomplete`);
}

async function* readPieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
	const reader = createPieceReader();
	for await (const line of readLines(bytes)) {
		yield* reader.take(line);
		if (reader.isDone) return;
	}
	yield* reader.end();
}

/** Lines end with LF or CRLF. A line's bytes are joined once, at its end; anything else takes quadratic time. */
async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
	let begun: Uint8Array[] = [];
	let length = 0;
	const keep = (part: Uint8Array) => {
		length += part.length;
		if (length > longestPiece) throw new OversizedResponseError('line', longestPiece);
		begun.push(part);
	};
	const cut = (): string => {
		const line = new TextDecoder().decode(begun.length === 1 ? begun[0] : Buffer.concat(begun, length));
		[begun, length] = [[], 0];
		return line.replace(/\r$/, '');
	};
	for await (const chunk of bytes) {
		let start = 0;
		for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
			keep(chunk.subarray(start, end));
			yield cut();
			start = end + 1;
		}
		keep(chunk.subarray(start));
	}
	yield cut();
}
