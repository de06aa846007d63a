import type { Clock } from '../clock.ts';
import type { ApiError } from '../errors.ts';
import type { Caller, Identities, Project } from '../identity.ts';
import type { Reply } from '../http.ts';
import type { Permissions } from '../permissions.ts';
import type { Random } from '../random.ts';
import { digits } from '../random.ts';
import type { JobOutcome } from '../run.ts';
import type { Store } from '../store.ts';
import type { Version } from './messages.ts';
import type { Place, VertexDurations } from './tables.ts';

/** How many jobs of a project run at once, in all regions together, and what happens to further jobs. */
export interface JobQuota {
	/** Google's default is 1. */
	concurrentJobs: number;
	/** Sources disagree which of the two Google does. */
	whenFull: 'wait' | 'reject';
}

/** Settings of batch output. */
export interface BatchSettings {
	/** How many responses one file has. Google is known to write one file with all of them. */
	linesPerFile: number;
}

/** The state that the methods use. */
export interface VertexService {
	store: Store;
	clock: Clock;
	random: Random;
	identities: Identities;
	permissions: Permissions;
	/** Durations from now on. */
	durations: VertexDurations;
	quota: JobQuota;
	batches: BatchSettings;
	/** The error of one line of a batch, if a fault sets one. */
	failingLine(line: string): ApiError | undefined;
}

/** A request that has been routed and authenticated. */
export interface VertexRequest {
	version: Version;
	/** The project and location in the path; a path without them has those of the caller and the host. */
	project: Project;
	location: string;
	/** The values of the path's other placeholders. */
	ids: readonly string[];
	query: URLSearchParams;
	/** The method's own query parameters, by their camelCase name. */
	params: ReadonlyMap<string, string>;
	body: Buffer;
	caller: Caller;
	now: number;
	outcome?: JobOutcome;
}

export interface Method {
	verb: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Below `projects/{}/locations/{}/`, with `{}` for an ID; with a leading slash below the version. */
	path: string;
	/** Default: both versions. */
	versions?: readonly Version[];
	/** Service and method name. */
	rpc: string;
	/** The required permission on the project (default: none). */
	permission?: string;
	/** Own query parameters, in camelCase. */
	params?: readonly string[];
	answer(service: VertexService, request: VertexRequest): Reply;
}

const ID_LENGTH = 19;

/** A numeric ID in the form of Vertex AI's. */
export function newId({ random }: Pick<VertexService, 'random'>): string {
	return digits(random, ID_LENGTH);
}

/** Whether something belongs to a request's project and location. */
export function isIn(place: Omit<Place, 'id'>, { project, location }: VertexRequest): boolean {
	return place.project === project.id && place.location === location;
}

/** A full name, with the project by its number. */
export function nameOf(
	{ identities }: Pick<VertexService, 'identities'>,
	kind: string,
	place: Place,
): string {
	return `${parentOf({ identities }, place)}/${kind}/${place.id}`;
}

export function parentOf(
	{ identities }: Pick<VertexService, 'identities'>,
	{ project, location }: Omit<Place, 'id'>,
): string {
	return `projects/${identities.project(project)?.number ?? project}/locations/${location}`;
}

/** Reads a full name of one kind; undefined for another kind or an unknown project. */
export function readName(
	{ identities }: Pick<VertexService, 'identities'>,
	kind: string,
	name: string,
): Place | undefined {
	const [, project = '', location = '', found, id = ''] =
		/^projects\/([^/]+)\/locations\/([^/]+)\/([a-zA-Z]+)\/([^/]+)$/.exec(name) ?? [];
	const known = found === kind ? identities.project(project) : undefined;
	return known && { project: known.id, location, id };
}
