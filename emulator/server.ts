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
	/** Host of the service for paths without a host. */
	defaultHost: string;
	dialects: readonly Dialect[];
	clock: Clock;
	faults: Faults;
	limiter: RateLimiter;
	requests: RequestLog;
	traffic: Traffic;
	/** The handler of `/emulator/`, which faults, limits and the log don't affect. */
	control(call: Call): Reply | Promise<Reply>;
}

const METADATA_HOST = 'metadata.google.internal';

/** One server for all of Google's hosts. It doesn't listen yet. */
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
	// Keeps idle connections open, so that a client's next request doesn't meet a closing one.
	server.keepAliveTimeout = 120_000;
	return server;
}

async function handle(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
	// The Date header uses the emulator's clock, so that clients can compare it with a resource's times.
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
	// A limit responds immediately, without the model's latency.
	const refusal = (effects.error ?? effects.answer) ? undefined : refuse(parts, call, response);
	// A received request is executed even if the client disconnects before the response.
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

/** A limit's response to an excess request. An admitted request counts as in flight until its response has been sent. */
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

/** Waits in real time, or until the client disconnects. */
function pause(ms: number, response: ServerResponse): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, ms);
		onceClosed(response, () => {
			clearTimeout(timer);
			resolve();
		});
	});
}

/** Calls back when the response has been sent or the client has disconnected, at once if that has already happened. */
function onceClosed(response: ServerResponse, callback: () => void): void {
	if (response.destroyed) callback();
	else response.once('close', callback);
}

/** The bytes of a body until it or its connection ends. After `most` bytes the emulator breaks the connection. */
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

/** Google's host: the first part of the path, or the Host header (behind a proxy), or the default service's. */
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
