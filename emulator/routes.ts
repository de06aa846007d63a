import { ApiError, badRequest } from './errors.ts';
import { parseMask } from './fields.ts';
import { camelCase, snakeCase } from './proto.ts';

/** What finds a method: its verb, and its path with `{}` for an ID. */
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

/** Finds the route for a verb and a path, with what stands in the path's places, decoded. */
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

/** @throws ApiError 400 for a parameter that the method does not have, or a `fields` that cannot be read */
export function readParams(query: URLSearchParams, own: readonly string[] = []): Map<string, string> {
	const params = new Map<string, string>();
	for (const [name, value] of query) {
		const camel = camelCase(name);
		if (own.includes(camel)) params.set(camel, value);
		else if (camel === 'fields') parseMask(value);
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
