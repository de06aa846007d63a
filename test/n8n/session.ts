import { setTimeout as pause } from 'node:timers/promises';

/** Sends a request to n8n's own REST interface, as the editor does, and returns what its answer holds. */
export type Session = <T>(
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
	path: string,
	body?: object,
) => Promise<T>;

/** What n8n answered instead of what was asked for. */
export class RestError extends Error {
	readonly status: number;

	constructor(request: string, status: number, message: string) {
		super(`${request}: ${status} ${message}`);
		this.status = status;
	}
}

/** The text of a file that n8n hands out, such as a node's binary output. */
export type Download = (path: string) => Promise<string>;

const patienceMs = 30_000;

/** Signs in; every request of the session then carries the cookie. */
export async function signIn(
	url: string,
	credentials: object,
): Promise<{ request: Session; download: Download }> {
	let cookie = '';
	const session: Session = async <T>(method: string, path: string, body?: object): Promise<T> => {
		const response = await patiently(() =>
			fetch(url + path, {
				method,
				// An n8n that is busy for a while breaks off connections that are kept for later.
				headers: { 'content-type': 'application/json', cookie, connection: 'close' },
				...(body && { body: JSON.stringify(body) }),
			}),
		);
		const text = await response.text();
		const answer: { data: T; message?: string } = parse(text);
		if (!response.ok) throw new RestError(`${method} ${path}`, response.status, answer.message ?? text);
		cookie ||= response.headers
			.getSetCookie()
			.map((line) => line.split(';')[0])
			.join('; ');
		return answer.data;
	};
	await session('POST', '/rest/login', credentials);
	return {
		request: session,
		async download(path) {
			const response = await fetch(url + path, { headers: { cookie } });
			const text = await response.text();
			if (!response.ok) throw new RestError(`GET ${path}`, response.status, text);
			return text;
		},
	};
}

/** n8n refuses everything for a moment when it was too busy to look after its database. */
async function patiently(send: () => Promise<Response>): Promise<Response> {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const response = await send();
		if (response.status !== 503 || Date.now() > deadline) return response;
		await response.text();
		await pause(500);
	}
}

/** The type files are bare lists; everything else comes as `data`; a failure may come as plain text. */
function parse(text: string) {
	try {
		const value = JSON.parse(text);
		return Array.isArray(value) ? { data: value } : value;
	} catch {
		return { message: text };
	}
}
