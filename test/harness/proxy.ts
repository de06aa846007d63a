import { writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as send } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream';
import { makeCertificates } from './certificates.ts';
import { temporaryFolder } from './leftovers.ts';

/** A request that n8n sent to one of the faked hosts, without secrets. */
export interface SeenRequest {
	host: string;
	method: string;
	/** Path and query, without the values of keys and tokens. */
	url: string;
	/** Names only. */
	headers: string[];
	/** x-goog-user-project */
	userProject: string | undefined;
}

export interface MitmProxy {
	/** Environment variables that send n8n's requests here and make it trust these certificates. */
	env: Record<string, string>;
	/** Oldest first. */
	requests: SeenRequest[];
	/** Other requested hosts, `host:port`; they got 403. */
	refused: string[];
	stop(): Promise<void>;
}

/**
 * Lets n8n call Google's production URLs on the emulator. The proxy ends TLS for `hosts` with certificates of its own and
 * passes their requests on to `${emulator}/<host>/<path>`. It refuses all other hosts.
 */
export async function startMitmProxy(emulator: string, hosts: string[]): Promise<MitmProxy> {
	const folder = temporaryFolder('proxy');
	const { authority, certificate, key } = makeCertificates(hosts);
	const authorityFile = join(folder.path, 'authority.pem');
	writeFileSync(authorityFile, authority);

	const requests: SeenRequest[] = [];
	const refused: string[] = [];
	const tunnels = new Set<Duplex>();

	const answer = (host: string, path: string, request: IncomingMessage, response: ServerResponse) => {
		if (!hosts.includes(host)) {
			refused.push(host);
			response.writeHead(403).end();
			return;
		}
		requests.push(describe(host, path, request));
		forward(`${emulator}/${host}${path}`, request, response);
	};

	const secure = createSecureServer({ key, cert: certificate }, (request, response) =>
		answer(request.headers.host ?? '', request.url ?? '/', request, response),
	);
	const proxy = createServer((request, response) => {
		const { hostname, pathname, search } = new URL(request.url ?? '/', 'http://proxy');
		answer(hostname, pathname + search, request, response);
	});
	proxy.on('connect', (request, socket, head) => {
		const target = request.url ?? '';
		if (!hosts.some((host) => target === `${host}:443`)) {
			refused.push(target);
			socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
			return;
		}
		tunnels.add(socket);
		socket.on('error', () => socket.destroy());
		socket.on('close', () => tunnels.delete(socket));
		socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
		if (head.length > 0) socket.unshift(head);
		secure.emit('connection', socket);
	});
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));

	return {
		env: environment(proxy.address(), authorityFile),
		requests,
		refused,
		async stop() {
			const closed = new Promise((resolve) => proxy.close(resolve));
			proxy.closeAllConnections();
			for (const tunnel of tunnels) tunnel.destroy();
			await closed;
			folder.remove();
		},
	};
}

function environment(address: AddressInfo | string | null, authorityFile: string): Record<string, string> {
	if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
	const proxy = `http://127.0.0.1:${address.port}`;
	return {
		HTTPS_PROXY: proxy,
		HTTP_PROXY: proxy,
		NO_PROXY: '127.0.0.1,localhost',
		NODE_EXTRA_CA_CERTS: authorityFile,
	};
}

function describe(host: string, path: string, { method = 'GET', headers }: IncomingMessage): SeenRequest {
	const userProject = headers['x-goog-user-project'];
	return {
		host,
		method,
		url: path.replace(/([?&](?:key|access_token|assertion|code)=)[^&]*/g, '$1…'),
		headers: Object.keys(headers),
		userProject: Array.isArray(userProject) ? userProject.join() : userProject,
	};
}

/** Passes a request and its response on as they arrive, including a response that breaks off. */
function forward(url: string, request: IncomingMessage, response: ServerResponse): void {
	const headers = { ...request.headers, host: new URL(url).host };
	const outgoing = send(url, { method: request.method, headers });
	outgoing.on('response', (incoming) => {
		response.writeHead(incoming.statusCode ?? 502, incoming.headers);
		pipeline(incoming, response, () => {});
	});
	outgoing.on('error', () => response.destroy());
	response.on('close', () => outgoing.destroy());
	request.pipe(outgoing);
}
