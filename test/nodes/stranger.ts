/** A server that answers as a test says, in place of Google or of a gateway. */
import { once } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer } from 'node:http';

interface Heard {
	/** Method and path with query. */
	request: string;
	headers: IncomingMessage['headers'];
	body: string;
}

export interface Stranger {
	origin: string;
	/** Requests whose body has arrived, oldest first. */
	readonly heard: Heard[];
	/** Resolves once no response is open. */
	allClosed(): Promise<void>;
	close(): void;
}

export async function startStranger(
	answer: (...args: Parameters<RequestListener>) => void,
): Promise<Stranger> {
	const heard: Heard[] = [];
	let open = 0;
	const server = createServer((request, response) => {
		open++;
		response.on('close', () => {
			open--;
			server.emit('responseClosed');
		});
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { method = '', url = '', headers } = request;
			heard.push({ request: `${method} ${url}`, headers, body: Buffer.concat(chunks).toString() });
			answer(request, response);
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server has no port');
	return {
		origin: `http://127.0.0.1:${address.port}`,
		heard,
		async allClosed() {
			while (open > 0) await once(server, 'responseClosed');
		},
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}
