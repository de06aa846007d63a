import { sleep } from 'n8n-workflow';
import { errorOf } from '../backend/answer';
import type { ConnectionError } from '../backend/errors';
import type { StreamHttp } from '../backend/http';
import type { N8nContext } from './context';
import { throwIfCancelled } from './sleep';
import { stoppable } from './stoppable';
import type { TransportOptions } from './transport';
import { defaultTimeoutMs, noAnswer, sendThroughN8n } from './transport';

/** The same as `createRawTransport` for an answer that is read while it comes. The time limit holds for each piece. */
export function createStreamTransport(options: TransportOptions): StreamHttp {
	return async (request) => {
		const { host } = new URL(request.url);
		const stopping = new AbortController();
		const context = stoppable(options.context, stopping.signal);
		const { statusCode, headers, body } = await sendThroughN8n({ ...options, context }, request, 'stream');
		const bytes = readBytes(body, {
			context: options.context,
			timeoutMs: request.timeoutMs ?? defaultTimeoutMs,
			broken: (code) => noAnswer(host, code),
			stop: () => stopping.abort(),
		});
		if (statusCode < 300) return bytes;
		throw errorOf(host, {
			httpStatus: statusCode,
			body: await textOf(bytes),
			retryAfter: textIn(headers['retry-after']),
		});
	};
}

interface Reading {
	context: N8nContext;
	timeoutMs: number;
	broken: (code: unknown) => ConnectionError;
	/** Ends the request: n8n's stream, asked to, would first wait for the next piece. */
	stop: () => void;
}

async function* readBytes(body: unknown, reading: Reading): AsyncGenerator<Uint8Array> {
	const { context, broken, stop } = reading;
	if (!isStream(body)) throw broken('ENOSTREAM');
	const iterator = body[Symbol.asyncIterator]();
	let isWhole = false;
	try {
		for (;;) {
			const next = await inTime(iterator.next(), reading).catch((error: unknown) => {
				throwIfCancelled(context);
				throw broken(codeOf(error));
			});
			isWhole = next.done === true;
			if (next.done) return;
			yield next.value;
		}
	} finally {
		if (!isWhole) stop();
	}
}

async function inTime<T>(piece: Promise<T>, { timeoutMs, broken }: Reading): Promise<T> {
	const arrived = new AbortController();
	const tooLate = sleep(timeoutMs, arrived.signal).then(() => {
		throw broken('ETIMEDOUT');
	});
	return await Promise.race([piece, tooLate]).finally(() => arrived.abort());
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of bytes) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

function codeOf(error: unknown): unknown {
	return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function textIn(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}
