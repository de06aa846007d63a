/**
 * Cloud Storage's resumable upload: https://docs.cloud.google.com/storage/docs/performing-resumable-uploads. A session receives the
 * content in pieces. After a broken connection, it reports the received bytes, and the upload continues from there.
 */

import { requestRetryPolicy } from '../../../domain/retryPolicy';
import { ConfigurationError, ConnectionError } from '../../http/googleErrors';
import type { Query, RawResponse } from '../../http/httpClient';
import type { Waiting } from '../../http/retry';
import { isTemporary, pauseMs, retrying } from '../../http/retry';
import type { ObjectPath, StorageOptions, StoredObject } from './storageCalls';
import { ask, read, refusalOf, storedObject, uploadUrl } from './storageCalls';

/** 256 KiB. Cloud Storage accepts multiples of it. */
export const pieceUnit = 256 * 1024;

/** Content to store. */
export interface Content {
	contentType: string;
	bytes: number;
	/** Base64. Cloud Storage rejects bytes that don't match. */
	md5: string;
	/** The content from an offset on, in pieces whose size is a multiple of `pieceUnit`; only the last may be shorter. */
	piecesFrom: (offset: number) => Iterable<Uint8Array>;
}

/** The stored object, the received bytes, an existing object, or an expired session. */
type Progress = { stored: StoredObject } | { received: number } | 'exists' | 'gone';

/** Sessions live for a week, so losing one is rare. */
const mostSessions = 3;
/** Long enough for one piece on a slow connection. */
const pieceTimeoutMs = 300_000;

/**
 * Stores an object under a new name.
 *
 * @returns the object, or `exists` when the name is in use; the existing object stays as it is
 */
export async function upload(
	options: StorageOptions,
	path: ObjectPath,
	content: Content,
): Promise<StoredObject | 'exists'> {
	for (let sessions = 0; sessions < mostSessions; sessions++) {
		const session = await begin(options, path, content);
		if (session === 'exists') return session;
		const outcome = await sendAll(session, content, options);
		if (outcome !== 'gone') return outcome;
	}
	throw new ConnectionError(`Cloud Storage lost the upload of '${path.name}' ${mostSessions} times`);
}

/** Sends bytes with a Content-Range and returns the session's progress. */
type Session = (range: string, body: Uint8Array) => Promise<Progress>;

async function begin(
	options: StorageOptions,
	path: ObjectPath,
	{ contentType, bytes, md5 }: Content,
): Promise<Session | 'exists'> {
	const url = uploadUrl(options.origin, path);
	const request = {
		method: 'POST' as const,
		url,
		query: { uploadType: 'resumable', name: path.name, ifGenerationMatch: '0' },
		headers: {
			'content-type': 'application/json; charset=UTF-8',
			'x-upload-content-type': contentType,
			'x-upload-content-length': String(bytes),
		},
		body: Buffer.from(JSON.stringify({ contentType, md5Hash: md5 })),
	};
	const response = await ask(options, request, 412);
	return response.status === 412 ? 'exists' : toSession(options, url, response);
}

/** Uses only the query of the session's URL, so that the access token stays with the same host. */
function toSession({ raw }: StorageOptions, url: string, { headers }: RawResponse): Session {
	const { location = '' } = headers;
	const query: Query = URL.canParse(location) ? Object.fromEntries(new URL(location).searchParams) : {};
	if (query.upload_id === undefined) {
		throw new ConfigurationError(
			'Cloud Storage started an upload without the address for its next pieces',
			'A proxy may have removed the Location header. Check the API Endpoint of the credential.',
		);
	}
	return async (range, body) => {
		const response = await raw({
			method: 'PUT',
			url,
			query,
			headers: { 'content-range': `bytes ${range}` },
			body,
			timeoutMs: pieceTimeoutMs,
		});
		return toProgress(response);
	};
}

function toProgress(response: RawResponse): Progress {
	const { status, headers } = response;
	if (status === 308) return { received: receivedBytes(headers.range) };
	if (status === 404 || status === 410) return 'gone';
	if (status === 412) return 'exists';
	if (status >= 400) throw refusalOf(response);
	return { stored: read(response, storedObject) };
}

/** `bytes=0-42` is 43 bytes; no header is 0 bytes. */
function receivedBytes(range: string | undefined): number {
	const last = /^bytes=0-(\d+)$/.exec(range ?? '')?.[1];
	return last === undefined ? 0 : Number(last) + 1;
}

async function sendAll(
	session: Session,
	content: Content,
	{ sleep, random }: Waiting,
): Promise<StoredObject | 'exists' | 'gone'> {
	const pieceAt = createReader(content);
	let received = 0;
	let failures = 0;
	let failure: unknown;
	// Counts failures in a row without progress.
	while (failures < requestRetryPolicy.maximumAttempts) {
		const progress = await send(session, content, received, pieceAt(received)).catch(
			async (error: unknown) => {
				if (!isTemporary(error)) throw error;
				failure = error;
				const pause = pauseMs(error, failures + 1, random);
				await sleep(Math.min(pause, requestRetryPolicy.maximumIntervalMs));
				return await retrying(async () => await askProgress(session, content), { sleep, random });
			},
		);
		if (typeof progress === 'string') return progress;
		if ('stored' in progress) return progress.stored;
		failures = progress.received > received ? 0 : failures + 1;
		received = progress.received;
	}
	throw failure ?? new ConnectionError('Cloud Storage stopped receiving the upload');
}

async function send(
	session: Session,
	content: Content,
	offset: number,
	piece: Uint8Array,
): Promise<Progress> {
	if (piece.length === 0) return await askProgress(session, content);
	return await session(`${offset}-${offset + piece.length - 1}/${content.bytes}`, piece);
}

async function askProgress(session: Session, { bytes }: Content): Promise<Progress> {
	return await session(`*/${bytes}`, new Uint8Array());
}

/**
 * Returns a function for the piece at an offset, empty at the end. It uses the rest of the current piece if possible. For an offset
 * outside of it, the content is generated again.
 */
function createReader({ bytes, piecesFrom }: Content): (offset: number) => Uint8Array {
	let pieces = piecesFrom(0)[Symbol.iterator]();
	let piece: Uint8Array = new Uint8Array();
	let start = 0;
	return (offset) => {
		const rest = start + piece.length - offset;
		const isSendable = rest % pieceUnit === 0 || offset + rest === bytes;
		if (offset >= start && rest > 0 && isSendable) return piece.subarray(offset - start);
		if (rest !== 0) pieces = piecesFrom(offset)[Symbol.iterator]();
		const next = pieces.next();
		piece = next.done ? new Uint8Array() : next.value;
		start = offset;
		return piece;
	};
}
