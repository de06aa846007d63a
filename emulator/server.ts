import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { fromFirstPage, reshaped } from './answerFaults.ts';
import type { Clock } from './clock.ts';
import type { Effects, Faults } from './faults.ts';
import { textReply, unknownPath } from './http.ts';
import type { Call, Dialect, Reply } from './http.ts';
import { errorReply } from './jsonBody.ts';
import type { RateLimiter } from './quota.ts';
import type { RequestLog } from './requests.ts';
import { drip, send, sendPart } from './send.ts';
import type { Traffic } from './traffic.ts';

export interface Parts {
	/** Host of the service that answers for paths that name no host. */
	defaultHost: string;
	dialects: readonly Dialect[];
	clock: Clock;
	faults: Faults;
	limiter: RateLimiter;
	requests: RequestLog;
	traffic: Traffic;
	/** Answers below `/emulator/`; outside faults, limits and the log. */
	control(call: Call): Reply | Promise<Reply>;
}

const METADATA_HOST = 'metadata.google.internal';

/** One server for all of Google's hosts; nothing listens yet. */
export function createEmulatorServer(parts: Parts): Server {
	const server = createServer((request, response) => {
		handle(parts, request, response).catch((error: unknown) => {
			if (response.headersSent) response.destroy();
			else {
				const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
				void send(response, textReply(500, stack));
			}
		});
	});
	// A client that comes back to an idle connection must not find it closed just then.
	server.keepAliveTimeout = 120_000;
	return server;
}

async function handle(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
	// Time goes by one clock, also for who compares a resource's times with an answer's date.
	response.setHeader('date', new Date(parts.clock.now()).toUTCString());
	const head = readHead(parts, request);
	const breaks = parts.faults.interruption(head);
	const { body, whole, reached } = await readBody(request, breaks?.bytes ?? Infinity);
	const call = { ...head, body };
	if (call.path.startsWith('/emulator/')) return await send(response, await parts.control(call));
	const logged = parts.requests.add(call, parts.clock.now());
	const leave = parts.traffic.arrive(call.path);
	onceClosed(response, () => leave(logged.status));
	if (!whole || reached) {
		if (reached) {
			logged.faults = ['interrupt'];
			breaks?.strike();
		}
		dialectOf(parts, call)?.interrupted?.(call);
		return void response.destroy();
	}
	const effects = parts.faults.strike(call);
	logged.faults = effects.struck;
	if (effects.ending === 'reset') return void response.destroy();
	if (effects.ending === 'hang' && !effects.carriedOut) return;
	// A limit refuses at once: no model was asked.
	const refusal = (effects.error ?? effects.answer) ? undefined : refuse(parts, call, response);
	// What has been received is carried out, even if the client goes away before its answer is ready.
	const reply = refusal ?? (await answer(parts, call, effects));
	if (!refusal && effects.latencyMs > 0) await pause(effects.latencyMs, response);
	if (effects.ending === 'lost') return void response.destroy();
	if (effects.ending === 'hang' || response.destroyed) return;
	const { bytes } = effects;
	if (effects.ending === 'cut') return sendPart(response, reply, { bytes, then: 'break' });
	if (effects.ending === 'stall') return sendPart(response, reply, { bytes, then: 'wait' });
	logged.status = reply.status;
	if (effects.drip) return drip(response, reply, effects.drip, parts.clock);
	await send(response, reply);
}

/** What a limit says to one request too many; a request that is let in counts as in flight until its answer has gone out. */
function refuse(parts: Parts, call: Call, response: ServerResponse): Reply | undefined {
	try {
		onceClosed(response, parts.limiter.enter(call, parts.clock.rateTime()));
		return undefined;
	} catch (error) {
		return replyTo(error, call, dialectOf(parts, call));
	}
}

async function answer(parts: Parts, call: Call, effects: Effects): Promise<Reply> {
	const dialect = dialectOf(parts, call);
	try {
		const asked = effects.endless ? fromFirstPage(call) : call;
		const outcome = effects.outcome && { outcome: effects.outcome };
		const reply = effects.carriedOut ? await dialect?.answer({ ...asked, ...outcome }) : undefined;
		if (effects.error) throw effects.error;
		return effects.answer ?? reshaped(reply ?? unknownPath(call.path), effects.reshapes, parts.clock.now());
	} catch (error) {
		return replyTo(error, call, dialect);
	}
}

function dialectOf({ dialects }: Parts, call: Call): Dialect | undefined {
	return dialects.find(({ serves }) => serves(call.host));
}

function replyTo(error: unknown, call: Call, dialect: Dialect | undefined): Reply {
	return dialect?.refuse?.(error, call) ?? errorReply(error, call);
}

/** Waits in real time, or until the client goes away. */
function pause(ms: number, response: ServerResponse): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, ms);
		onceClosed(response, () => {
			clearTimeout(timer);
			resolve();
		});
	});
}

/** Calls back when the answer has gone out or the client has gone away, at once if that has happened already. */
function onceClosed(response: ServerResponse, callback: () => void): void {
	if (response.destroyed) callback();
	else response.once('close', callback);
}

/** What arrives of a body until it ends, or its connection does; after `most` bytes the connection is broken here. */
async function readBody(
	request: IncomingMessage,
	most: number,
): Promise<{ body: Buffer; whole: boolean; reached: boolean }> {
	const chunks: Buffer[] = [];
	let size = 0;
	let whole = true;
	try {
		for await (const chunk of request) {
			chunks.push(chunk);
			size += chunk.length;
			if (size >= most) break;
		}
	} catch {
		whole = false;
	}
	return { body: Buffer.concat(chunks).subarray(0, most), whole, reached: size >= most };
}

function readHead(parts: Parts, request: IncomingMessage): Omit<Call, 'body'> {
	const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
	const url = new URL(request.url ?? '/', origin);
	const { host, path } = locate(parts, url.pathname, request.headers.host ?? '');
	return {
		method: request.method ?? 'GET',
		host,
		path,
		query: url.searchParams,
		headers: request.headers,
		origin,
	};
}

/** Google's host is the first part of the path, or the Host header (behind a proxy), or the default service's. */
function locate(
	{ dialects, defaultHost }: Parts,
	pathname: string,
	hostHeader: string,
): { host: string; path: string } {
	const served = (host: string) => dialects.some((dialect) => dialect.serves(host));
	const [, first = '', rest = ''] = /^\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
	if (first.includes('.') && served(first)) return { host: first, path: rest || '/' };
	const sentTo = hostHeader.replace(/:\d+$/, '');
	if (served(sentTo)) return { host: sentTo, path: pathname };
	if (first === 'computeMetadata') return { host: METADATA_HOST, path: pathname };
	const meant = dialects.flatMap((dialect) => dialect.hostOf?.(pathname) ?? []);
	return { host: meant[0] ?? defaultHost, path: pathname };
}
