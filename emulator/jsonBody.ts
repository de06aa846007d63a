import { enumsAsNumbers } from './enums.ts';
import { ApiError, envelope, httpStatus } from './errors.ts';
import { parseMask, project } from './fields.ts';
import type { Reply } from './http.ts';
import type { Json } from './json.ts';

const STRING_OR_TRAILING_COMMA = /"[^"\\]*(?:\\.[^"\\]*)*"|,(?=\s*[}\]])/gs;

/** Parses a request body as leniently as Google does: an empty body is `{}`, trailing commas are allowed. */
export function parseBody(body: Buffer): unknown {
	const text = body.toString('utf8');
	if (text.trim() === '') return {};
	const parsed =
		tryParse(text) ??
		tryParse(text.replace(STRING_OR_TRAILING_COMMA, (found) => (found === ',' ? '' : found)));
	if (!parsed) {
		throw new ApiError(
			'INVALID_ARGUMENT',
			`Invalid JSON payload received. Unexpected token.\n${text.slice(0, 40)}\n^`,
		);
	}
	return parsed.value;
}

function tryParse(text: string): { value: unknown } | undefined {
	try {
		return { value: JSON.parse(text) };
	} catch {
		return undefined;
	}
}

/** Prints as the query asks: `prettyPrint`, `fields`, and `$alt` with enum-encoding=int. */
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

/** Google's envelope for what a dialect threw; anything but an ApiError is a fault of the emulator's own. */
export function errorReply(error: unknown, query: URLSearchParams): Reply {
	const shown =
		error instanceof ApiError
			? error
			: new ApiError(
					'INTERNAL',
					`The emulator failed: ${error instanceof Error ? error.stack : String(error)}`,
				);
	const whole = new URLSearchParams(query);
	whole.delete('fields');
	whole.delete('$fields');
	return jsonReply(envelope(shown), whole, httpStatus[shown.status], shown.headers);
}
