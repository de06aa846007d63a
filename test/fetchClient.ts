import { ConnectionError, GoogleApiError } from '../nodes/shared/backend/errors';
import type { HttpClient } from '../nodes/shared/backend/http';
import { geminiHost, originOf } from '../nodes/shared/backend/origins';
import { createGeminiBackend } from '../nodes/shared/backend/gemini';
import { withRetry } from '../nodes/shared/backend/retry';
import type { TuningBackend } from '../nodes/shared/backend/backend';
import type { Emulator } from '../emulator/api.ts';

/** Node's own fetch in place of n8n's helper, for tests of a backend without n8n. */
export function fetchClient({ accessToken }: { accessToken: string }, project: string): HttpClient {
	return async <T>({ method, url, query = {}, body }: Parameters<HttpClient>[0]): Promise<T> => {
		const address = new URL(url);
		for (const [name, value] of Object.entries(query)) {
			if (value !== undefined) address.searchParams.set(name, String(value));
		}
		const headers = { authorization: `Bearer ${accessToken}`, 'x-goog-user-project': project };
		const answer = await fetch(address, { method, headers, ...(body && { body: JSON.stringify(body) }) })
			.then(async (response) => ({
				ok: response.ok,
				status: response.status,
				json: JSON.parse(await response.text()),
			}))
			.catch(() => {
				throw new ConnectionError('No whole answer arrived');
			});
		if (!answer.ok) throw new GoogleApiError(answer.status, answer.json.error);
		return answer.json;
	};
}

/** The Gemini API backend against an emulator; pauses between tries move its clock instead of taking time. */
export function geminiBackendAt(emulator: Emulator, caller = emulator): TuningBackend {
	const sleep = async (ms: number) => emulator.clock.advance(ms);
	const http = withRetry(fetchClient(caller, caller.project), { sleep, random: () => 0.5 });
	return createGeminiBackend({ http, origin: originOf(geminiHost, emulator.url), sleep });
}
