import type { Reply } from '../http.ts';
import { print } from '../jsonBody.ts';
import type { Response } from './answer.ts';

/** Server-sent events with `alt=sse`, otherwise one JSON array that arrives element by element. */
export function streamReply(responses: readonly Response[], query: URLSearchParams): Reply {
	if (query.get('alt') === 'sse') {
		const compact = new URLSearchParams(query);
		compact.set('prettyPrint', 'false');
		return {
			status: 200,
			headers: { 'content-type': 'text/event-stream' },
			body: responses.map((response) => `data: ${print(response, compact)}\r\n\r\n`),
		};
	}
	return {
		status: 200,
		headers: { 'content-type': 'application/json; charset=UTF-8' },
		body: [
			...responses.map((response, i) => (i === 0 ? '[' : ',\r\n') + print(response, query).trimEnd()),
			']\n',
		],
	};
}
