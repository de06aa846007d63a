import { errorOf } from '../google/http/readResponse';
import type { RawRequest, StreamHttp } from '../google/http/httpClient';
import { piecesWithoutKnown } from '../google/http/redact';
import { readPieces, textOf } from './responseBody';
import { cancelSignal, throwIfCancelled } from './sleep';
import { withCancelSignal } from './stoppable';
import type { Stopper } from './timeLimit';
import { createStopper, inTime, stopWhen } from './timeLimit';
import type { TransportOptions } from './transport';
import {
	brokenOff,
	defaultTimeoutMs,
	knownSecrets,
	sendThroughN8n,
	tookTooLong,
	withoutSecrets,
} from './transport';

/**
 * The same as `createRawTransport` for a response that is read while it arrives. The time limit applies to the wait for the
 * response and then to each piece. The whole body of an error has to arrive within it.
 */
export function createStreamTransport(options: TransportOptions): StreamHttp {
	return async (request) => {
		const { context } = options;
		const stopper = createStopper();
		const release = stopWhen(cancelSignal(context), stopper);
		return await open(options, request, stopper, release).catch((error: unknown) => {
			release();
			stopper.stop();
			throwIfCancelled(context);
			throw error;
		});
	};
}

async function open(
	options: TransportOptions,
	request: RawRequest,
	stopper: Stopper,
	release: () => void,
): Promise<AsyncIterable<Uint8Array>> {
	const { context } = options;
	const limit = {
		milliseconds: request.timeoutMs ?? defaultTimeoutMs,
		cancelled: cancelSignal(context),
		late: () => tookTooLong(request),
	};
	const sending = sendThroughN8n({ ...options, context: withCancelSignal(context, stopper.signal) }, request);
	const response = await inTime(sending, limit);
	const broken = brokenOff(context, response.host);
	const pieces = readPieces(response, {
		stop: stopper.stop,
		wait: async (piece) =>
			await inTime(piece.catch(broken), limit).catch((error: unknown) => {
				throwIfCancelled(context);
				throw error;
			}),
	});
	const { statusCode, headers, host } = response;
	if (statusCode < 300) return releasing(piecesWithoutKnown(pieces, await knownSecrets(options)), release);
	const text = await inTime(textOf(pieces), limit);
	release();
	throw errorOf(host, {
		httpStatus: statusCode,
		body: await withoutSecrets(options, statusCode, text),
		retryAfter: headers['retry-after'],
	});
}

async function* releasing(
	pieces: AsyncIterable<Uint8Array>,
	release: () => void,
): AsyncGenerator<Uint8Array> {
	try {
		yield* pieces;
	} finally {
		release();
	}
}
