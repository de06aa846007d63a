import type { IncomingHttpHeaders } from 'node:http';
import type { JobOutcome } from './run.ts';

/** One request as a dialect receives it: Google's host is separate, and the path is the rest after the host. */
export interface Call {
	method: string;
	/** Google's host, e.g. `generativelanguage.googleapis.com`. */
	host: string;
	/** The path as sent, without the host prefix and without the query, e.g. `/v1beta/tunedModels`. */
	path: string;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	body: Buffer;
	/** The emulator's own address, such as `http://127.0.0.1:8787`. */
	origin: string;
	/** The effect of a fault on the job that this request creates. */
	outcome?: JobOutcome;
}

/** A response. A body in several pieces is streamed piece by piece. */
export interface Reply {
	status: number;
	headers: Record<string, string>;
	body: readonly (string | Buffer)[];
	/** How often to send the body, one after the other (default 1); for bodies too large for memory. */
	times?: number;
}

/** One of Google's services: its hosts and its handler. */
export interface Dialect {
	serves(host: string): boolean;
	answer(call: Call): Reply | Promise<Reply>;
	/** The host for a path without a host, for clients with a single address. */
	hostOf?(path: string): string | undefined;
	/** Handles a request whose connection broke before its body had arrived. Nothing is returned. */
	interrupted?(call: Call): void;
	/** The service's own form of an error from outside, such as a fault or a limit (default: Google's common form). */
	refuse?(error: unknown, call: Call): Reply;
}

/** The value of a header that occurs at most once. */
export function header(call: Pick<Call, 'headers'>, name: string): string | undefined {
	const value = call.headers[name];
	return Array.isArray(value) ? value[0] : value;
}

/** A plain or HTML response. */
export function textReply(status: number, body: string, contentType = 'text/plain; charset=UTF-8'): Reply {
	return { status, headers: { 'content-type': contentType }, body: [body] };
}

/** Google's page for an unknown path. */
export function unknownPath(path: string): Reply {
	const shown = path.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
	return textReply(
		404,
		`<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n  <title>Error 404 (Not Found)!!1</title>\n` +
			`  <p><b>404.</b> <ins>That’s an error.</ins>\n  <p>The requested URL <code>${shown}</code> was not found ` +
			`on this server.  <ins>That’s all we know.</ins>\n`,
		'text/html; charset=UTF-8',
	);
}
