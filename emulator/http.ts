import type { IncomingHttpHeaders } from 'node:http';
import type { JobOutcome } from './run.ts';

/** One request as a dialect sees it: Google's host is told apart, the path is what follows that host. */
export interface Call {
	method: string;
	/** Google's host, e.g. `generativelanguage.googleapis.com`. */
	host: string;
	/** The path as sent, without the host prefix and without the query, e.g. `/v1beta/tunedModels`. */
	path: string;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	body: Buffer;
	/** Where this emulator itself is reached, e.g. `http://127.0.0.1:8787`. */
	origin: string;
	/** What a fault wants to become of the job that this request creates. */
	outcome?: JobOutcome;
}

/** An answer; a body in several pieces is streamed piece by piece. */
export interface Reply {
	status: number;
	headers: Record<string, string>;
	body: readonly (string | Buffer)[];
	/** How often the body is sent, one after the other (default 1); for bodies too large to hold. */
	times?: number;
}

/** One of Google's services: the hosts it answers for, and how. */
export interface Dialect {
	serves(host: string): boolean;
	answer(call: Call): Reply | Promise<Reply>;
	/** The host that a path is meant for when it names none, for clients that know only one address. */
	hostOf?(path: string): string | undefined;
	/** Keeps what it will of a request whose connection broke before its body had arrived; nobody hears an answer. */
	interrupted?(call: Call): void;
	/** Its own form of an error that arises outside of it, as a fault or a limit; without this it is Google's common one. */
	refuse?(error: unknown, call: Call): Reply;
}

/** The value of a header that is sent at most once. */
export function header(call: Pick<Call, 'headers'>, name: string): string | undefined {
	const value = call.headers[name];
	return Array.isArray(value) ? value[0] : value;
}

/** A plain or HTML answer. */
export function textReply(status: number, body: string, contentType = 'text/plain; charset=UTF-8'): Reply {
	return { status, headers: { 'content-type': contentType }, body: [body] };
}

/** Google's page for a path that no service knows. */
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
