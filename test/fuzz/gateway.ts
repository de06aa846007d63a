/** A gateway in front of the emulator that changes answers by a plan. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as send } from 'node:http';
import type { Answer, AnswerChange } from './answerChanges.ts';
import { changedAnswer } from './answerChanges.ts';

/** What becomes of one request. */
type Fate =
	/** Of the answer of a request that is carried out, or of an empty JSON object in its place. */
	{ type: 'changed' | 'refused'; change: AnswerChange } | { type: Ending };

/** Without an answer. Of these, `lost` and `hang` carry the request out. */
export const endings = ['reset', 'lost', 'hang', 'silence'] as const;
type Ending = (typeof endings)[number];

export interface PlannedFate {
	/** Which request, counted from 0. */
	request: number;
	/** How many requests in a row from there; Infinity for all. */
	times: number;
	fate: Fate;
}

interface Exchange {
	request: string;
	/** Milliseconds of the held clock. */
	startedAt: number;
	/** When the connection was done with; undefined until then. */
	endedAt: number | undefined;
	/** Whether the gateway changed anything. */
	isChanged: boolean;
}

export interface Gateway {
	url: string;
	/** From now on. Requests count from 0 again. */
	plan(fates: readonly PlannedFate[]): void;
	/** Passes everything on until `resume`; requests before it don't count. */
	suspend(): { resume(): void };
	/** Since the last plan. */
	readonly exchanges: readonly Exchange[];
	/** Requests that the gateway is busy with. */
	readonly busy: number;
	/** Requests whose client has to give up, or that wait for the held clock. */
	readonly held: number;
	close(): Promise<void>;
}

/** How many pieces of a body a drip has, and the milliseconds between them. */
const drip = { pieces: 8, everyMs: 20_000 };

/** @param target where the emulator listens */
export async function startGateway(target: string): Promise<Gateway> {
	const agent = new Agent({ keepAlive: true });
	const { hostname, port } = new URL(target);
	let fates: readonly PlannedFate[] = [];
	let exchanges: Exchange[] = [];
	let busy = 0;
	let held = 0;

	const server = createServer((request, response) => {
		const index = exchanges.length;
		const planned = fates.find((fate) => index >= fate.request && index < fate.request + fate.times);
		const exchange: Exchange = {
			request: `${request.method} ${request.url}`,
			startedAt: Date.now(),
			endedAt: undefined,
			isChanged: planned !== undefined,
		};
		exchanges.push(exchange);
		busy += 1;
		let isHeld = false;
		const hold = () => {
			isHeld = true;
			busy -= 1;
			held += 1;
		};
		response.once('close', () => {
			exchange.endedAt = Date.now();
			if (isHeld) held -= 1;
			else busy -= 1;
		});
		handle(request, response, planned?.fate, hold).catch(() => response.destroy());
	});
	server.keepAliveTimeout = 120_000;

	async function forward(request: IncomingMessage, body: Buffer): Promise<Answer> {
		const forwarded = send({
			agent,
			hostname,
			port,
			method: request.method,
			path: request.url,
			// The host stays, so that addresses in answers lead here.
			headers: { ...request.headers, 'accept-encoding': 'identity' },
		});
		forwarded.end(body);
		const [answer] = await once(forwarded, 'response');
		const headers = Object.fromEntries(
			Object.entries(answer.headers)
				.filter(([name]) => name !== 'transfer-encoding')
				.map(([name, value]) => [name, String(value)]),
		);
		return { status: answer.statusCode, headers, body: await bodyOf(answer) };
	}

	async function handle(
		request: IncomingMessage,
		response: ServerResponse,
		fate: Fate | undefined,
		hold: () => void,
	): Promise<void> {
		const body = await bodyOf(request);
		if (fate?.type === 'reset') return void response.destroy();
		if (fate?.type === 'silence') return hold();
		const answer =
			fate?.type === 'refused'
				? { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') }
				: await forward(request, body);
		if (fate?.type === 'lost') return void response.destroy();
		if (fate?.type === 'hang') return hold();
		if (!fate || !('change' in fate)) return deliver(response, answer);
		const { delivery, share, ...changed } = changedAnswer(answer, fate.change);
		if (delivery === 'whole') return deliver(response, changed);
		const part = changed.body.subarray(0, Math.floor(changed.body.length * share));
		writeHead(response, changed);
		if (delivery === 'drip') {
			hold();
			return await dribble(response, changed.body);
		}
		response.write(part);
		if (delivery === 'stall') return hold();
		setImmediate(() => response.destroy());
	}

	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The gateway has no port');
	return {
		url: `http://127.0.0.1:${address.port}`,
		plan(next) {
			fates = next;
			exchanges = [];
		},
		suspend() {
			const suspended = fates;
			fates = [];
			return {
				resume() {
					fates = suspended;
					exchanges = [];
				},
			};
		},
		get exchanges() {
			return exchanges;
		},
		get busy() {
			return busy;
		},
		get held() {
			return held;
		},
		async close() {
			agent.destroy();
			const closed = once(server, 'close');
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of message) chunks.push(chunk);
	return Buffer.concat(chunks);
}

function writeHead(response: ServerResponse, { status, headers, body }: Answer): void {
	response.writeHead(status, { ...headers, 'content-length': body.length });
}

function deliver(response: ServerResponse, answer: Answer): void {
	writeHead(response, answer);
	response.end(answer.body);
}

/** Piece by piece, each after some time of the held clock. */
async function dribble(response: ServerResponse, body: Buffer): Promise<void> {
	const size = Math.max(1, Math.ceil(body.length / drip.pieces));
	for (let start = 0; start < body.length; start += size) {
		await new Promise((resolve) => setTimeout(resolve, drip.everyMs));
		if (response.destroyed) return;
		response.write(body.subarray(start, start + size));
	}
	response.end();
}
