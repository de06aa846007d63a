import { enumsAsNumbers } from './enums.ts';
import { ApiError, envelope, httpStatus } from './errors.ts';
import { parseMask, project } from './fields.ts';
import type { Call, Reply } from './http.ts';
import type { Json } from './json.ts';
import { parseJson } from './jsonText.ts';

/**
 * Parses a request body as leniently as Google does: an empty body is `{}`, trailing commas are allowed.
 * @throws ApiError 400 for text that isn't JSON
 */
export function parseBody(body: Buffer): unknown {
	const text = body.toString('utf8');
	if (text.trim() === '') return {};
	const parsed = parseJson(text);
	if (!parsed) {
		throw new ApiError(
			'INVALID_ARGUMENT',
			`Invalid JSON payload received. Unexpected token.\n${text.slice(0, 40)}\n^`,
		);
	}
	return parsed.value;
}

/** Prints in the form that the query requests: `prettyPrint`, `fields`, and `$alt` with enum-encoding=int. */
export function print(value: Json, query: URLSearchParams): string {
	const wanted = query.get('fields') ?? query.get('$fields');
	const chosen = wanted ? project(value, parseMask(wanted)) : value;
	const encoded = /enum-encoding=int/.test(query.get('$alt') ?? query.get('alt') ?? '')
		? enumsAsNumbers(chosen)
		: chosen;
	const pretty = query.get('prettyPrint') ?? query.get('$prettyPrint') ?? 'true';
	return pretty === 'false' || pretty === '0'
		? JSON.stringify(encoded)
		: `${JSON.stringify(encoded, null, 2)}\n`;
}

export function jsonReply(
	value: Json,
	query: URLSearchParams,
	status = 200,
	headers: Record<string, string> = {},
): Reply {
	return {
		status,
		headers: { 'content-type': 'application/json; charset=UTF-8', ...headers },
		body: [print(value, query)],
	};
}

/** The query for an error, which `fields` doesn't shorten. */
export function withoutFields(query: URLSearchParams): URLSearchParams {
	const whole = new URLSearchParams(query);
	whole.delete('fields');
	whole.delete('$fields');
	return whole;
}

/** A method whose responses and errors are elements of a stream. */
const STREAMING = /:streamGenerateContent$/;

/**
 * Google's envelope for an error that a dialect threw. Anything but an ApiError is a bug of the emulator.
 *
 * The error of a stream is a list of one error, printed over several lines. With `alt=sse` it is the bare error, without
 * `data:` and still over several lines, under the content type of a stream. The sources are public bug reports of Google's
 * JavaScript client (2025). There is no recording for Vertex AI with `alt=sse`; here it does the same.
 */
export function errorReply(error: unknown, { path, query }: Pick<Call, 'path' | 'query'>): Reply {
	const shown =
		error instanceof ApiError
			? error
			: new ApiError(
					'INTERNAL',
					`The emulator failed: ${error instanceof Error ? error.stack : String(error)}`,
				);
	const reply = jsonReply(envelope(shown), withoutFields(query), httpStatus[shown.status], shown.headers);
	if (!STREAMING.test(path)) return reply;
	if ((query.get('alt') ?? query.get('$alt')) === 'sse')
		return { ...reply, headers: { ...reply.headers, 'content-type': 'text/event-stream' } };
	return { ...reply, body: [`[${reply.body.join('')}]\n`] };
}
