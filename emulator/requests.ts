import type { IncomingHttpHeaders } from 'node:http';
import type { FaultKind } from './faults.ts';
import type { Call } from './http.ts';
import { digest } from './identity.ts';

/** A received request. Secrets appear only as digests. */
export interface LoggedRequest {
	/** The emulator's time, in milliseconds since 1970. */
	time: number;
	method: string;
	host: string;
	path: string;
	query: Record<string, string>;
	headers: Record<string, string>;
	/** Parsed JSON or form, otherwise the text; `{bytes}` for a large upload. */
	readonly body: unknown;
	faults: readonly FaultKind[];
	/** HTTP status of the response; null while, or because, there is none. */
	status: number | null;
}

const MOST_REQUESTS = 20_000;
const MOST_CHARACTERS = 64 * 1024 * 1024;
/** For larger uploads only the size is kept. */
const LARGEST_UPLOAD = 64 * 1024;
const SECRET_HEADERS = ['authorization', 'proxy-authorization', 'x-goog-api-key', 'cookie'];
const SECRET_PARAMETERS = ['key', 'access_token', 'oauth_token', 'upload_id'];
const OPEN_FORM_FIELDS = ['grant_type', 'scope', 'client_id', 'redirect_uri'];

/** The received requests, newest last. When the log is full, the oldest is dropped. */
export class RequestLog {
	readonly #entries: { request: LoggedRequest; characters: number }[] = [];
	#characters = 0;

	add(call: Call, time: number): LoggedRequest {
		const { length } = call.body;
		const large = call.path.startsWith('/upload/') && length > LARGEST_UPLOAD;
		const text = large ? '' : call.body.toString('utf8');
		const request: LoggedRequest = {
			time,
			method: call.method,
			host: call.host,
			path: call.path,
			query: hideIn(Object.fromEntries(call.query), SECRET_PARAMETERS),
			headers: hideIn(flat(call.headers), SECRET_HEADERS),
			get body() {
				return large ? { bytes: length } : readBody(text, call.headers['content-type'] ?? '');
			},
			faults: [],
			status: null,
		};
		this.#entries.push({ request, characters: text.length });
		this.#characters += text.length;
		while (
			this.#entries.length > MOST_REQUESTS ||
			(this.#characters > MOST_CHARACTERS && this.#entries.length > 1)
		) {
			this.#characters -= this.#entries.shift()?.characters ?? 0;
		}
		return request;
	}

	list(): readonly LoggedRequest[] {
		return this.#entries.map(({ request }) => request);
	}

	clear(): void {
		this.#entries.length = 0;
		this.#characters = 0;
	}
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function hideIn(values: Record<string, string>, secret: readonly string[]): Record<string, string> {
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => [name, secret.includes(name) ? hide(value) : value]),
	);
}

/** Keeps the scheme of an Authorization header. */
function hide(value: string): string {
	const [, scheme = '', secret = ''] = /^(\w+ +)?(.*)$/s.exec(value) ?? [];
	return scheme + digest(secret);
}

function readBody(text: string, contentType: string): unknown {
	if (text === '') return undefined;
	if (contentType.startsWith('application/x-www-form-urlencoded')) {
		const form = Object.fromEntries(new URLSearchParams(text));
		return hideIn(
			form,
			Object.keys(form).filter((name) => !OPEN_FORM_FIELDS.includes(name)),
		);
	}
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
