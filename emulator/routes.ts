import { ApiError, badRequest } from './errors.ts';
import { parseMask } from './fields.ts';
import { camelCase, snakeCase } from './proto.ts';
import { checkResponseFields } from './responseFields.ts';

/** The route's verb, and its path with `{}` for an ID. */
export interface Route {
	verb: string;
	path: string;
}

const COMMON_PARAMETERS = new Set([
	'key',
	'access_token',
	'oauth_token',
	'alt',
	'prettyPrint',
	'callback',
	'quotaUser',
	'uploadType',
	'upload_protocol',
]);

function pattern(path: string): RegExp {
	const places = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll('{}', '([^/:]+)');
	return new RegExp(`^${places}$`);
}

/** Finds the route for a verb and a path, and the decoded values of the path's placeholders. */
export function createRouter<R extends Route>(routes: readonly R[]) {
	const known = routes.map((route) => ({ route, shape: pattern(route.path) }));
	return (verb: string, path: string): { route: R; ids: string[] }[] =>
		known.flatMap(({ route, shape }) => {
			const found = route.verb === verb ? shape.exec(path) : null;
			return found ? [{ route, ids: found.slice(1).map(decodeSegment) }] : [];
		});
}

export function decodeSegment(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

/**
 * Reads a method's own query parameters, by their camelCase names.
 * @param rpc full name of the method, whose response `fields` has to match
 * @throws ApiError 400 for an unknown parameter, or for `fields` that the response lacks
 */
export function readParams(
	query: URLSearchParams,
	rpc: string,
	own: readonly string[] = [],
): Map<string, string> {
	const params = new Map<string, string>();
	for (const [name, value] of query) {
		const camel = camelCase(name);
		if (own.includes(camel)) params.set(camel, value);
		else if (name === 'fields' || name === '$fields') checkResponseFields(parseMask(value), rpc, value);
		else if (!COMMON_PARAMETERS.has(name) && !name.startsWith('$')) throw unknownParameter(name);
	}
	return params;
}

function unknownParameter(name: string): ApiError {
	const description =
		`Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. ` +
		`Field '${snakeCase(name)}' could not be found in request message.`;
	return new ApiError('INVALID_ARGUMENT', description, [badRequest([{ field: '', description }])]);
}
