import type { ServerResponse } from 'node:http';
import type { Clock } from './clock.ts';
import type { Reply } from './http.ts';

/** The pace of a response. */
export interface Drip {
	/** Bytes at a time. */
	bytes: number;
	/** Milliseconds between them. */
	ms: number;
	/** Whether `everyMs` uses the emulator's clock instead of real time. */
	onClock: boolean;
}

/** Sends a complete response, in pieces if its body has several. */
export async function send(response: ServerResponse, reply: Reply): Promise<void> {
	const { status, headers, body, times = 1 } = reply;
	const [only = ''] = body;
	if (body.length <= 1 && times === 1) {
		response.writeHead(status, { 'content-length': String(Buffer.byteLength(only)), ...headers }).end(only);
		return;
	}
	response.writeHead(status, headers);
	for (let time = 0; time < times; time++) {
		for (const piece of body) {
			if (response.destroyed) return;
			if (!response.write(piece)) await drained(response);
		}
	}
	response.end();
}

/** Sends the headers of the complete response and its first bytes, then breaks off or leaves the connection open. */
export function sendPart(
	response: ServerResponse,
	reply: Reply,
	{ bytes, then }: { bytes: number | undefined; then: 'break' | 'wait' },
): void {
	const whole = head(response, reply);
	const part = whole.subarray(0, bytes ?? Math.floor(whole.length / 2));
	response.write(part, () => {
		if (then === 'break') response.destroy();
	});
}

/** Sends the headers of the complete response, then the body some bytes at a time, the first ones at once. */
export function drip(
	response: ServerResponse,
	reply: Reply,
	{ bytes, ms, onClock }: Drip,
	clock: Clock,
): void {
	const whole = head(response, reply);
	let cancel = () => {};
	response.once('close', () => cancel());
	const step = (at: number) => {
		const next = at + Math.max(1, bytes);
		response.write(whole.subarray(at, next));
		if (next >= whole.length) return void response.end();
		cancel = onClock ? clock.after(ms, () => step(next)) : later(ms, () => step(next));
	};
	step(0);
}

/** Sends the status and the headers of a response, and returns its body. */
function head(response: ServerResponse, { status, headers, body, times = 1 }: Reply): Buffer {
	const once = Buffer.concat(body.map((piece) => Buffer.from(piece)));
	const whole = times === 1 ? once : Buffer.concat(Array.from({ length: times }, () => once));
	response.writeHead(status, { 'content-length': String(whole.length), ...headers });
	response.flushHeaders();
	return whole;
}

function later(ms: number, callback: () => void): () => void {
	const timeout = setTimeout(callback, ms);
	return () => clearTimeout(timeout);
}

function drained(response: ServerResponse): Promise<void> {
	return new Promise((resolve) => {
		const done = () => {
			response.off('drain', done).off('close', done);
			resolve();
		};
		response.once('drain', done).once('close', done);
	});
}
