import { randomUUID } from 'node:crypto';
import type { TuningBackend } from '../nodes/shared/google/backend';
import { readAnswer } from '../nodes/shared/google/http/readResponse';
import { ConnectionError } from '../nodes/shared/google/http/googleErrors';
import type { HttpClient, Query, RawHttp, RawResponse } from '../nodes/shared/google/http/httpClient';
import { originOf } from '../nodes/shared/google/http/origins';
import type { Waiting } from '../nodes/shared/google/http/retry';
import { withRetry } from '../nodes/shared/google/http/retry';
import { createVertexBackend } from '../nodes/shared/google/vertex/vertexBackend';
import { storageHost } from '../nodes/shared/google/vertex/hosts';
import type { StorageOptions } from '../nodes/shared/google/vertex/storage/storageCalls';
import type { Emulator } from '../emulator/api.ts';
import { fetchStream } from './fetchClient.ts';

/** Who calls, and with which token. */
type Caller = Pick<Emulator, 'accessToken' | 'project'>;

/** Node's own fetch in place of n8n's helper, for tests of a backend without n8n. */
export function fetchRaw({ accessToken, project }: Caller): RawHttp {
	return async ({ method, url, query = {}, headers, body }) => {
		const request = {
			method,
			redirect: 'manual' as const,
			headers: { ...headers, authorization: `Bearer ${accessToken}`, 'x-goog-user-project': project },
			...(body && { body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) }),
		};
		return await fetch(withQuery(url, query), request)
			.then(read)
			.catch((cause: unknown) => {
				throw new ConnectionError(`No whole answer arrived: ${String(cause)}`);
			});
	};
}

async function read(response: Response): Promise<RawResponse> {
	const headers = Object.fromEntries(response.headers);
	return { status: response.status, headers, text: await response.text() };
}

function withQuery(url: string, query: Query): URL {
	const address = new URL(url);
	for (const [name, value] of Object.entries(query)) {
		const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
		for (const each of values) address.searchParams.append(name, String(each));
	}
	return address;
}

/** What sends and answers JSON, made of what sends and answers bytes. */
export function jsonClient(raw: RawHttp): HttpClient {
	return async ({ method, url, query, body }, reader) => {
		const { status, headers, text } = await raw({
			method,
			url,
			...(query && { query }),
			...(body && {
				headers: { 'content-type': 'application/json' },
				body: Buffer.from(JSON.stringify(body)),
			}),
		});
		const answer = { httpStatus: status, body: text, retryAfter: headers['retry-after'] };
		return readAnswer(new URL(url).host, answer, reader);
	};
}

/** Pauses move the emulator's held clock instead of taking time. */
function waitingAt({ clock }: Emulator): Waiting {
	return { sleep: async (ms) => clock.advance(ms), random: () => 0.5 };
}

export function storageAt(emulator: Emulator, caller: Caller = emulator): StorageOptions {
	return { raw: fetchRaw(caller), origin: originOf(storageHost, emulator.url), ...waitingAt(emulator) };
}

export interface VertexTestOptions {
	caller?: Caller;
	location?: string;
	waiting?: Waiting;
	raw?: RawHttp;
	now?: () => number;
	today?: () => number;
}

/** The Vertex AI backend against an emulator. */
export function vertexBackendAt(emulator: Emulator, options: VertexTestOptions = {}): TuningBackend {
	const { caller = emulator, location = 'us-central1', waiting = waitingAt(emulator) } = options;
	const raw = options.raw ?? fetchRaw(caller);
	return createVertexBackend({
		http: withRetry(jsonClient(raw), waiting),
		raw,
		openStream: fetchStream(caller, caller.project),
		endpoint: emulator.url,
		place: { project: caller.project, location },
		now: options.now ?? (() => emulator.clock.now()),
		newId: randomUUID,
		...(options.today && { today: options.today }),
		...waiting,
	});
}
