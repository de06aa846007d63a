import type { Clock } from '../clock.ts';
import type { Consumer } from '../auth.ts';
import { ApiError, badRequest } from '../errors.ts';
import { parseMask } from '../fields.ts';
import type { Reply } from '../http.ts';
import { camelCase, snakeCase } from '../proto.ts';
import type { Random } from '../random.ts';
import type { Durations, JobOutcome } from '../run.ts';
import type { Store } from '../store.ts';

/** What the methods work on. */
export interface Service {
	store: Store;
	clock: Clock;
	random: Random;
	/** How long the training of jobs created from now on takes. */
	durations: Durations;
}

/** A request that has been routed and authenticated. */
export interface Request {
	version: string;
	/** What stands in the path's places. */
	ids: readonly string[];
	query: URLSearchParams;
	/** The method's own query parameters, by their camelCase name. */
	params: ReadonlyMap<string, string>;
	body: Buffer;
	consumer: Consumer;
	now: number;
	outcome?: JobOutcome;
}

/** One method of the API. */
export interface Method {
	verb: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Below the version, with `{}` for an ID, e.g. `tunedModels/{}:generateContent`. */
	path: string;
	versions: readonly string[];
	/** Service and method name, e.g. `ModelService.GetTunedModel`. */
	rpc: string;
	/** False where an API key is not enough. */
	keys?: false;
	/** Own query parameters, in camelCase. */
	params?: readonly string[];
	answer(service: Service, request: Request): Reply;
}

const VERSION = /^\/(v1|v1beta|v1beta3)\/(.+)$/;
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

/** Finds the method for a request line; undefined where Google has none on that version. */
export function createRouter(methods: readonly Method[]) {
	const routes = methods.map((method) => ({ method, pattern: pattern(method.path) }));
	return (verb: string, path: string): { method: Method; version: string; ids: string[] } | undefined => {
		const [, version = '', rest = ''] = VERSION.exec(path) ?? [];
		for (const { method, pattern: shape } of routes) {
			const found = method.verb === verb && method.versions.includes(version) ? shape.exec(rest) : null;
			if (found) return { method, version, ids: found.slice(1).map(decodeSegment) };
		}
		return undefined;
	};
}

function decodeSegment(segment: string): string {
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
