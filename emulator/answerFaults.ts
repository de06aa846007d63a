import { gzipSync } from 'node:zlib';
import type { Fault } from './faults.ts';
import type { Call, Reply } from './http.ts';
import type { Json } from './json.ts';

/** How much of a repeated body is compressed into one member of a gzip file, in bytes. */
const BLOCK = 1024 * 1024;
const TOKEN = 'endless-';
/** Members that contain a resource's creation time: of Cloud Storage's objects and of all others. */
const CREATED = ['createTime', 'timeCreated'];

/** What a fault changes in the response to a list request. */
export type Reshape = (members: { [key: string]: Json }, now: number) => { [key: string]: Json };

/**
 * The response that a fault defines: `json` or else `bodyBase64` or else `body`, `repeat` times, compressed with `gzip`.
 */
export function prescribedReply(fault: Fault): Reply {
	const { httpStatus = 200, headers = {}, json, bodyBase64, body = '', repeat = 1, gzip = false } = fault;
	const type = json === undefined ? {} : { 'content-type': 'application/json; charset=UTF-8' };
	const once =
		json === undefined
			? Buffer.from(bodyBase64 ?? body, bodyBase64 === undefined ? 'utf8' : 'base64')
			: Buffer.from(JSON.stringify(json));
	if (!gzip) return { status: httpStatus, headers: { ...type, ...headers }, body: [once], times: repeat };
	const inBlock = Math.min(repeat, Math.max(1, Math.floor(BLOCK / Math.max(1, once.length))));
	const compress = (times: number) => gzipSync(Buffer.concat(Array.from({ length: times }, () => once)));
	// A gzip file may have any number of members, so one block serves every repetition of the body.
	const block = compress(inBlock);
	const rest = repeat % inBlock;
	const blocks = Array.from({ length: Math.floor(repeat / inBlock) }, () => block);
	return {
		status: httpStatus,
		headers: { ...type, 'content-encoding': 'gzip', ...headers },
		body: rest === 0 ? blocks : [...blocks, compress(rest)],
	};
}

/** Adds a next page to every list: always with the same token, or with a new one each time. */
export function endlessPage({ tokens = 'same' }: Fault, struck: number): Reshape {
	const token = `${TOKEN}${tokens === 'same' ? 0 : struck}`;
	return (members) => ({ ...members, nextPageToken: token });
}

/** Hides list entries that were created less than `ms` ago (default: any time ago). */
export function laggingList({ ms = Infinity }: Fault): Reshape {
	return (members, now) => {
		const isOld = (resource: Json) => !(createdAt(resource) > now - ms);
		return Object.fromEntries(
			Object.entries(members).map(([name, value]) => [
				name,
				Array.isArray(value) ? value.filter(isOld) : value,
			]),
		);
	};
}

function createdAt(resource: Json): number {
	if (resource === null || typeof resource !== 'object' || Array.isArray(resource)) return NaN;
	const time = CREATED.map((name) => resource[name]).find((value) => typeof value === 'string');
	return typeof time === 'string' ? Date.parse(time) : NaN;
}

/** The call without the page token of a fault, so that the list begins again. */
export function fromFirstPage(call: Call): Call {
	const query = new URLSearchParams(call.query);
	for (const name of ['pageToken', 'page_token']) if (query.get(name)?.startsWith(TOKEN)) query.delete(name);
	return { ...call, query };
}

/** Applies the faults for lists. Responses other than a JSON object stay unchanged. */
export function reshaped(reply: Reply, reshapes: readonly Reshape[], now: number): Reply {
	const isJson = (reply.headers['content-type'] ?? '').startsWith('application/json');
	if (reshapes.length === 0 || reply.status !== 200 || !isJson) return reply;
	const parsed: unknown = JSON.parse(reply.body.join(''));
	if (!isObject(parsed)) return reply;
	const members = reshapes.reduce((before, reshape) => reshape(before, now), parsed);
	return { ...reply, body: [`${JSON.stringify(members, null, 2)}\n`] };
}

/** JSON.parse returns objects that contain only Json. */
function isObject(value: unknown): value is { [key: string]: Json } {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
