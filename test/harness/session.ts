import { setTimeout as pause } from 'node:timers/promises';

/** Sends a request to n8n's own REST interface, as the editor does, and returns the response's data. */
export type Session = <T>(
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
	path: string,
	body?: object,
) => Promise<T>;

/** An error response of n8n. */
class RestError extends Error {
	readonly status: number;

	constructor(request: string, status: number, message: string) {
		super(`${request}: ${status} ${message}`);
		this.status = status;
	}
}

/** The text of a file from n8n, such as a node's binary output. */
export type Download = (path: string) => Promise<string>;

const patienceMs = 30_000;

/** Signs in. Every later request of the session sends the cookie. */
export async function signIn(
	url: string,
	credentials: object,
): Promise<{ request: Session; download: Download }> {
	let cookie = '';
	const session: Session = async <T>(method: string, path: string, body?: object): Promise<T> => {
		const response = await patiently(() =>
			fetch(url + path, {
				method,
				// A busy n8n breaks off kept-alive connections.
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

/** n8n refuses all requests for a moment when it was too busy for its database connection. */
async function patiently(send: () => Promise<Response>): Promise<Response> {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const response = await send();
		if (response.status !== 503 || Date.now() > deadline) return response;
		await response.text();
		await pause(500);
	}
}

/** The type files are bare lists; other responses have `data`; an error may be plain text. */
function parse(text: string) {
	try {
		const value = JSON.parse(text);
		return Array.isArray(value) ? { data: value } : value;
	} catch {
		return { message: text };
	}
}
