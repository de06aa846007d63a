import { header } from '../http.ts';
import type { Call, Reply } from '../http.ts';
import { jsonReply } from '../jsonBody.ts';
import { base36 } from '../random.ts';
import { Content } from './content.ts';
import { invalid, PlainError } from './errors.ts';
import { readJson, readSettings } from './metadata.ts';
import { baseUrl } from './method.ts';
import type { StorageRequest, StorageService } from './method.ts';
import { readPreconditions } from './preconditions.ts';
import { renderObject } from './render.ts';
import type { UploadSession } from './tables.ts';
import { checkDraft, chooseName, expectedChecksums, writeObject } from './write.ts';

/** Size of the steps in which bytes are kept. Every request but the last has to contain at least one. */
const GRANULE = 256 * 1024;
const WEEK_MS = 7 * 24 * 3600 * 1000;

/** The range that a request announces. */
type Range =
	{ kind: 'status'; total?: number } | { kind: 'bytes'; start: number; end: number; total?: number };

/** The first request of a resumable upload. The response's Location is the address for the bytes. */
export function startSession(service: StorageService, request: StorageRequest): Reply {
	const { call, query, now } = request;
	const body = readJson(call.body);
	const said = header(call, 'x-upload-content-length');
	if (said !== undefined && !/^\d+$/.test(said)) throw invalid(`Invalid X-Upload-Content-Length: ${said}`);
	const contentType = header(call, 'x-upload-content-type');
	const session: UploadSession = {
		id: base36(service.random, 64),
		bucket: request.ids[0] ?? '',
		name: chooseName(query, body),
		settings: { ...(contentType !== undefined && { contentType }), ...readSettings(body) },
		expected: expectedChecksums(body),
		preconditions: readPreconditions(query),
		caller: request.caller.email,
		content: new Content(),
		...(said !== undefined && { total: Number(said) }),
		createTime: now,
		state: 'open',
	};
	checkDraft(service, session);
	service.tables.sessions.set(session.id, session);
	const address = new URLSearchParams(query);
	address.set('name', session.name);
	address.set('upload_id', session.id);
	const location = `${baseUrl(call)}/upload/storage/v1/b/${session.bucket}/o?${address}`;
	return { status: 200, headers: { location, 'x-guploader-uploadid': session.id }, body: [''] };
}

/** A later request of a resumable upload. The session's address is its only credential. */
export function continueSession(service: StorageService, call: Call, now: number): Reply {
	const session = findSession(service, call, now);
	if (session.object) return finished(session, call);
	const range = readRange(call);
	if (!range) throw new PlainError(400, 'Invalid request.  Failed to parse Content-Range header.');
	rememberTotal(session, range.total);
	if (range.kind === 'bytes') takeBytes(session, range, call.body);
	if (session.content.size !== session.total) return incomplete(session);
	session.object = writeObject(service, session, session.content, now);
	session.state = 'finished';
	return finished(session, call);
}

/** Cancels an upload. The status comes from the protocol; HTTP doesn't define it. */
export function cancelSession(service: StorageService, call: Call, now: number): Reply {
	const session = findSession(service, call, now);
	if (session.state === 'open') session.state = 'cancelled';
	return { status: 499, headers: {}, body: [''] };
}

/** Keeps the whole granules that arrived before the connection broke. */
export function keepInterrupted({ tables }: StorageService, call: Call): void {
	const session = tables.sessions.get(call.query.get('upload_id') ?? '');
	const range = readRange(call, true);
	if (session?.state !== 'open' || range?.kind !== 'bytes' || range.start > session.content.size) return;
	appendGranules(session, call.body.subarray(session.content.size - range.start));
}

function findSession({ tables }: StorageService, { query }: Call, now: number): UploadSession {
	const session = tables.sessions.get(query.get('upload_id') ?? '');
	if (!session) throw new PlainError(404, 'Not Found');
	if (session.state === 'open' && now - session.createTime > WEEK_MS) throw new PlainError(410, 'Gone');
	if (session.state === 'cancelled') throw new PlainError(499, '');
	return session;
}

function number(text: string | undefined): number | undefined {
	return text === undefined || text === '*' ? undefined : Number(text);
}

/** Without Content-Range a request contains the whole object; undefined for an unreadable header. */
function readRange(call: Call, interrupted = false): Range | undefined {
	const said = header(call, 'content-range');
	if (said === undefined) {
		const { length } = call.body;
		return { kind: 'bytes', start: 0, end: length, ...(!interrupted && { total: length }) };
	}
	const [, first, last, total] = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(said) ?? [];
	if (total === undefined)
		throw new PlainError(400, 'Invalid request.  Failed to parse Content-Range header.');
	const known = number(total);
	const size = known === undefined ? {} : { total: known };
	if (first === undefined || last === undefined) return { kind: 'status', ...size };
	return { kind: 'bytes', start: Number(first), end: Number(last) + 1, ...size };
}

function rememberTotal(session: UploadSession, total: number | undefined): void {
	if (total === undefined) return;
	if (session.total !== undefined && session.total !== total) {
		throw new PlainError(
			400,
			`Invalid request.  According to the Content-Range header, the total size is ${total} byte(s), but it was ` +
				`said to be ${session.total} byte(s) before.`,
		);
	}
	session.total = total;
}

function takeBytes(
	session: UploadSession,
	{ start, end, total }: Range & { kind: 'bytes' },
	body: Buffer,
): void {
	const { size } = session.content;
	if (body.length !== end - start) {
		throw new PlainError(
			400,
			`Invalid request.  There were ${body.length} byte(s) in the request body.  There should have been ` +
				`${end - start} byte(s) (starting at offset ${start} and ending at offset ${end - 1}) according to the ` +
				'Content-Range header.',
		);
	}
	if (start > size) {
		throw new PlainError(
			503,
			`Invalid request.  According to the Content-Range header, the upload offset is ${start} byte(s), which ` +
				`exceeds already uploaded size of ${size} byte(s).`,
		);
	}
	const fresh = body.subarray(size - start);
	if (end === total) return session.content.append(fresh);
	if (body.length < GRANULE) throw tooLittle(body.length);
	appendGranules(session, fresh);
}

function tooLittle(bytes: number): PlainError {
	return new PlainError(
		400,
		`Invalid request.  The number of bytes uploaded is required to be equal or greater than ${GRANULE}, except for ` +
			`the final request (it's recommended to be the exact multiple of ${GRANULE}).  The received request ` +
			`contained ${bytes} bytes, which does not meet this requirement.`,
	);
}

function appendGranules({ content }: UploadSession, bytes: Buffer): void {
	content.append(bytes.subarray(0, Math.floor(bytes.length / GRANULE) * GRANULE));
}

function incomplete({ id, content }: UploadSession): Reply {
	const headers = { 'x-guploader-uploadid': id };
	const kept = content.size > 0 ? { range: `bytes=0-${content.size - 1}` } : {};
	return { status: 308, headers: { ...headers, ...kept }, body: [''] };
}

function finished({ object, id }: UploadSession, call: Call): Reply {
	const rendered = object ? renderObject(object, baseUrl(call)) : {};
	return jsonReply(rendered, call.query, 200, { 'x-guploader-uploadid': id });
}
