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

/** How many jobs of a project may run at once, in all regions together, and what becomes of one too many. */
export interface JobQuota {
	/** Google's default is 1. */
	concurrentJobs: number;
	/** Which of the two Google does is not known for sure. */
	whenFull: 'wait' | 'reject';
}

/** What batch jobs write. */
export interface BatchSettings {
	/** How many answers stand in one file; Google is known for one file with all of them. */
	linesPerFile: number;
}

/** What the methods work on. */
export interface VertexService {
	store: Store;
	clock: Clock;
	random: Random;
	identities: Identities;
	permissions: Permissions;
	/** How long things take from now on. */
	durations: VertexDurations;
	quota: JobQuota;
	batches: BatchSettings;
	/** The error that one line of a batch is to come to, where a fault says so. */
	failingLine(line: string): ApiError | undefined;
}

/** A request that has been routed and authenticated. */
export interface VertexRequest {
	version: Version;
	/** The project and location in the path; a path without them has those of the caller and the host. */
	project: Project;
	location: string;
	/** What stands in the path's other places. */
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
	/** Both versions where this is absent. */
	versions?: readonly Version[];
	/** Service and method name. */
	rpc: string;
	/** Which permission it takes on the project; none where this is absent. */
	permission?: string;
	/** Own query parameters, in camelCase. */
	params?: readonly string[];
	answer(service: VertexService, request: VertexRequest): Reply;
}

const ID_LENGTH = 19;

/** A numeric ID as Vertex AI gives them out. */
export function newId({ random }: Pick<VertexService, 'random'>): string {
	return digits(random, ID_LENGTH);
}

/** Whether something is in a request's project and location. */
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

/** Reads a full name of one kind; undefined if it is not one, or of a project that is not known. */
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
