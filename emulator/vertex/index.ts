import { authenticate } from '../auth.ts';
import type { Requirements } from '../auth.ts';
import { ApiError } from '../errors.ts';
import { unknownPath } from '../http.ts';
import type { Call, Dialect, Reply } from '../http.ts';
import { CLOUD_PLATFORM } from '../identity.ts';
import type { Caller, Project } from '../identity.ts';
import { errorReply } from '../jsonBody.ts';
import { createRouter, decodeSegment, readParams } from '../routes.ts';
import { fieldError, noSuchProject, permissionDenied, VERTEX_HOST } from './errors.ts';
import { hostOfPath, locationOfHost } from './hosts.ts';
import type { Method, VertexRequest, VertexService } from './method.ts';
import type { Version } from './messages.ts';
import { methods } from './methods.ts';
import { settle } from './scheduler.ts';

const VERSIONED = /^\/(v1|v1beta1)\/(.+)$/;
const LOCATED = /^projects\/([^/]+)\/locations\/([^/:]+)\/(.+)$/;

interface Found {
	method: Method;
	version: Version;
	ids: string[];
	/** The project and location in the path. */
	named?: { project: string; location: string };
}

const located = createRouter(methods.filter(({ path }) => !path.startsWith('/')));
const unlocated = createRouter(methods.filter(({ path }) => path.startsWith('/')));

function isVersion(text: string | undefined): text is Version {
	return text === 'v1' || text === 'v1beta1';
}

function find({ method: verb, path }: Call): Found | undefined {
	const [, version, rest = ''] = VERSIONED.exec(path) ?? [];
	if (!isVersion(version)) return undefined;
	const [, project, location, below = ''] = LOCATED.exec(rest) ?? [];
	const candidates = project === undefined ? unlocated(verb, `/${rest}`) : located(verb, below);
	const found = candidates.find(({ route }) => route.versions?.includes(version) ?? true);
	if (!found) return undefined;
	const named =
		project === undefined || location === undefined
			? {}
			: { named: { project: decodeSegment(project), location: decodeSegment(location) } };
	return { method: found.route, version, ids: found.ids, ...named };
}

/** Vertex AI, on all of its hosts. */
export function createVertexDialect(service: VertexService): Dialect {
	/** Checks credentials, then the location, then permissions. */
	function admit(call: Call, { method, version, ids, named }: Found): Omit<VertexRequest, 'params' | 'now'> {
		const { identities, permissions } = service;
		const served = locationOfHost(call.host) ?? 'global';
		const resource = named && identities.project(named.project);
		const consumer = authenticate(call, identities, requirements(method, version, resource));
		const caller = requireName(consumer.caller);
		if (named && named.location !== served) throw wrongHost(ids, served);
		if (named && !resource) throw noSuchProject(named.project);
		const project = resource ?? consumer.project;
		const location = named?.location ?? served;
		if (
			method.permission !== undefined &&
			!permissions.allows(caller.email, method.permission, [`projects/${project.id}`])
		) {
			throw permissionDenied(method.permission, resourceName(method, ids, project, location));
		}
		return {
			version,
			project,
			location,
			ids,
			query: call.query,
			body: call.body,
			caller,
			...(call.outcome && { outcome: call.outcome }),
		};
	}

	function answer(call: Call): Reply {
		const now = service.clock.now();
		const found = find(call);
		if (!found) return unknownPath(call.path);
		const admitted = admit(call, found);
		settle(service, now);
		const params = readParams(call.query, fullName(found), found.method.params);
		return found.method.answer(service, { ...admitted, params, now });
	}

	return {
		serves: (host) => locationOfHost(host) !== undefined,
		hostOf: hostOfPath,
		answer(call) {
			try {
				return answer(call);
			} catch (error) {
				return errorReply(error, call);
			}
		},
	};
}

function fullName({ method, version }: Pick<Found, 'method' | 'version'>): string {
	return `google.cloud.aiplatform.${version}.${method.rpc}`;
}

function requirements(method: Method, version: Version, resource: Project | undefined): Requirements {
	return {
		service: { host: VERTEX_HOST, title: 'Vertex AI API', scopes: [CLOUD_PLATFORM] },
		rpc: fullName({ method, version }),
		keys: false,
		...(resource && { resourceProject: resource }),
	};
}

function requireName(caller: Caller | undefined): Caller {
	if (!caller) throw new ApiError('UNAUTHENTICATED', 'Expected credentials that assert a principal.');
	return caller;
}

function wrongHost(ids: readonly string[], served: string): ApiError {
	const description = `The provided location ID doesn't match the endpoint. The valid location ID is \`${served}\`.`;
	return fieldError(ids.length === 0 ? 'parent' : 'name', description);
}

/** The name of the requested resource, as in the error. */
function resourceName({ path }: Method, ids: readonly string[], project: Project, location: string): string {
	const parent = `projects/${project.id}/locations/${location}`;
	if (ids.length === 0) return parent;
	let used = 0;
	return `${parent}/${path.replace(/:\w+$/, '').replace(/\{\}/g, () => ids[used++] ?? '')}`;
}
