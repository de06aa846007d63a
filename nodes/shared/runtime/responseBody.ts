/** Reads the body of a response as it arrives, after decompression, so that its size has a limit. */
import { ConnectionError } from '../google/http/googleErrors';

/** MiB of one response. The largest legitimate ones are ranges of a file: 32 MiB. */
const longestMiB = 64;
/** Bytes of an error's body; more isn't read, and the HTTP status counts alone. */
const longestErrorBytes = 256 * 1024;

export interface BodySource {
	/** For messages. */
	host: string;
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

export interface PieceReading {
	/** Waits for one piece, within whatever limit applies to it. @throws ConnectionError */
	wait: <T>(piece: Promise<T>) => Promise<T>;
	/** Ends the request. n8n's stream itself would first wait for the next piece. */
	stop: () => void;
}

/**
 * The pieces of a body, up to 64 MiB; of an error's body, up to 256 KiB.
 *
 * @throws ConnectionError for a larger body, before anything is read if the header Content-Length declares it
 */
export async function* readPieces(
	{ host, statusCode, headers, body }: BodySource,
	{ wait, stop }: PieceReading,
): AsyncGenerator<Uint8Array> {
	const isError = statusCode >= 400;
	let left = isError ? longestErrorBytes : longestMiB * 1024 * 1024;
	let isWhole = false;
	try {
		if (!isStream(body)) throw new ConnectionError(`n8n returned no stream for the response of ${host}`);
		if (!isError && Number(headers['content-length']) > left) throw tooLarge(host);
		const iterator = body[Symbol.asyncIterator]();
		for (;;) {
			const next = await wait(iterator.next());
			isWhole = next.done === true;
			if (next.done) return;
			left -= next.value.length;
			if (left < 0 && isError) return;
			if (left < 0) throw tooLarge(host);
			yield next.value;
		}
	} finally {
		if (!isWhole) stop();
	}
}

/** The body as UTF-8, without a byte order mark. */
export async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
	const chunks: Uint8Array[] = [];
	for await (const piece of pieces) chunks.push(piece);
	const [only] = chunks;
	const text = Buffer.from(chunks.length === 1 && only ? only : Buffer.concat(chunks)).toString();
	return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function tooLarge(host: string): ConnectionError {
	return new ConnectionError(
		`The response of ${host} is larger than ${longestMiB} MiB after decompression, so the node stopped reading it`,
	);
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
