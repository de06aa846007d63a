import { header } from '../http.ts';
import type { Reply } from '../http.ts';
import { jsonReply } from '../jsonBody.ts';
import { Content } from './content.ts';
import { invalid } from './errors.ts';
import { readJson, readSettings } from './metadata.ts';
import type { JsonObject } from './metadata.ts';
import { baseUrl } from './method.ts';
import type { StorageRequest, StorageService } from './method.ts';
import { readPreconditions } from './preconditions.ts';
import { renderObject } from './render.ts';
import { startSession } from './resumable.ts';
import type { ObjectSettings } from './tables.ts';
import { chooseName, expectedChecksums, writeObject } from './write.ts';
import type { Draft } from './write.ts';

/** objects.insert by one of the three upload protocols. */
export function insertObject(service: StorageService, request: StorageRequest): Reply {
	const type = request.query.get('uploadType');
	switch (type) {
		case 'media':
			return insertMedia(service, request);
		case 'multipart':
			return insertMultipart(service, request);
		case 'resumable':
			return startSession(service, request);
		default:
			throw invalid(
				type === null
					? 'Upload requests must include an uploadType URL parameter'
					: `Invalid value for uploadType: ${type}`,
			);
	}
}

function insertMedia(service: StorageService, request: StorageRequest): Reply {
	const contentType = header(request.call, 'content-type');
	const settings = contentType === undefined ? {} : { contentType };
	return insert(service, request, {}, settings, request.call.body);
}

function insertMultipart(service: StorageService, request: StorageRequest): Reply {
	const type = header(request.call, 'content-type') ?? '';
	const boundary = /^multipart\/related\s*;.*\bboundary=("?)([^";]+)\1/i.exec(type)?.[2];
	if (boundary === undefined)
		throw invalid('Multipart uploads must have a Content-Type of multipart/related.');
	const [metadata, media, ...more] = splitParts(request.call.body, boundary);
	if (!metadata || !media || more.length > 0) throw invalid('Multipart must have exactly 2 non-empty parts.');
	const body = readJson(metadata.body);
	const contentType = media.contentType;
	return insert(
		service,
		request,
		body,
		{ ...(contentType !== undefined && { contentType }), ...readSettings(body) },
		media.body,
	);
}

interface Part {
	contentType: string | undefined;
	body: Buffer;
}

function splitParts(body: Buffer, boundary: string): Part[] {
	const mark = `--${boundary}`;
	const parts: Part[] = [];
	let at = body.indexOf(mark);
	while (at >= 0) {
		const start = at + mark.length;
		const next = body.indexOf(`\r\n${mark}`, start);
		if (next < 0 || body.subarray(start, start + 2).toString() === '--') break;
		parts.push(readPart(body.subarray(start, next)));
		at = next + 2;
	}
	return parts;
}

function readPart(part: Buffer): Part {
	const end = part.indexOf('\r\n\r\n');
	const head = part.subarray(0, Math.max(end, 0)).toString('utf8');
	return {
		contentType: /^content-type:\s*(.+?)\s*$/im.exec(head)?.[1],
		body: part.subarray(end < 0 ? 0 : end + 4),
	};
}

function insert(
	service: StorageService,
	request: StorageRequest,
	body: JsonObject,
	settings: ObjectSettings,
	bytes: Buffer,
): Reply {
	const md5 = header(request.call, 'content-md5');
	const draft: Draft = {
		bucket: request.ids[0] ?? '',
		name: chooseName(request.query, body),
		settings,
		expected: { ...(md5 !== undefined && { md5Hash: md5 }), ...expectedChecksums(body) },
		preconditions: readPreconditions(request.query),
		caller: request.caller.email,
	};
	const object = writeObject(service, draft, Content.of(bytes), request.now);
	return jsonReply(renderObject(object, baseUrl(request.call)), request.query);
}
