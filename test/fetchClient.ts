import { readAnswer, refusal } from '../nodes/shared/google/http/readResponse';
import { ConnectionError } from '../nodes/shared/google/http/googleErrors';
import type { HttpClient, StreamHttp } from '../nodes/shared/google/http/httpClient';
import { geminiHost, originOf } from '../nodes/shared/google/http/origins';
import { createGeminiBackend } from '../nodes/shared/google/gemini/geminiBackend';
import { withRetry } from '../nodes/shared/google/http/retry';
import type { TuningBackend } from '../nodes/shared/google/backend';
import type { Emulator } from '../emulator/api.ts';

/** Node's own fetch in place of n8n's helper, for tests of a backend without n8n. */
export function fetchClient({ accessToken }: { accessToken: string }, project: string): HttpClient {
	return async ({ method, url, query = {}, body }, reader) => {
		const address = new URL(url);
		for (const [name, value] of Object.entries(query)) {
			if (value !== undefined) address.searchParams.set(name, String(value));
		}
		const headers = { authorization: `Bearer ${accessToken}`, 'x-goog-user-project': project };
		const answer = await fetch(address, { method, headers, ...(body && { body: JSON.stringify(body) }) })
			.then(async (response) => ({ httpStatus: response.status, body: await response.text() }))
			.catch(() => {
				throw new ConnectionError('No whole answer arrived');
			});
		return readAnswer(address.host, answer, reader);
	};
}

/** The same for an answer that is read while it comes. */
export function fetchStream({ accessToken }: { accessToken: string }, project: string): StreamHttp {
	return async ({ method, url, query = {}, headers, body }) => {
		const address = new URL(url);
		for (const [name, value] of Object.entries(query)) address.searchParams.set(name, String(value));
		const response = await fetch(address, {
			method,
			headers: { ...headers, authorization: `Bearer ${accessToken}`, 'x-goog-user-project': project },
			...(body && { body: Buffer.from(body) }),
		});
		if (response.ok && response.body) return response.body;
		throw refusal(response.status, await response.text());
	};
}

/** The Gemini API backend against an emulator; pauses between tries move its clock instead of taking time. */
export function geminiBackendAt(emulator: Emulator, caller = emulator): TuningBackend {
	const sleep = async (ms: number) => emulator.clock.advance(ms);
	const http = withRetry(fetchClient(caller, caller.project), { sleep, random: () => 0.5 });
	const openStream = fetchStream(caller, caller.project);
	return createGeminiBackend({ http, openStream, origin: originOf(geminiHost, emulator.url), sleep });
}
