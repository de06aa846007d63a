/** A service whose answers come piece by piece, and do not end. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';

export interface Dribble {
	origin: string;
	/** Requests so far. */
	readonly asked: number;
	/** Answers that are under way. */
	readonly open: number;
	/** Resolves once no answer is under way any more. */
	allClosed(): Promise<void>;
	close(): void;
}

/**
 * @param everyMs how long after one piece the next one comes; Infinity for never
 * @param broken how many answers break off before their first piece
 */
export async function startDribble(everyMs: number, broken = 0): Promise<Dribble> {
	let asked = 0;
	const answers = new Set<ServerResponse>();
	const piece = { candidates: [{ content: { role: 'model', parts: [{ text: 'on and ' }] } }] };
	const server = createServer((request, response) => {
		request.resume();
		answers.add(response);
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		asked += 1;
		const send = () => response.write(`data: ${JSON.stringify(piece)}\r\n\r\n`);
		if (asked <= broken) response.write(':\r\n\r\n', () => response.destroy());
		else send();
		const timer = Number.isFinite(everyMs) ? setInterval(send, everyMs) : undefined;
		response.on('close', () => {
			clearInterval(timer);
			answers.delete(response);
			server.emit('answerClosed');
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('There is no port');
	return {
		origin: `http://127.0.0.1:${address.port}`,
		get asked() {
			return asked;
		},
		get open() {
			return answers.size;
		},
		async allClosed() {
			while (answers.size > 0) await once(server, 'answerClosed');
		},
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}
