/** Resource names of Vertex AI, read from whatever form a user has at hand. */

import { ConfigurationError } from '../errors';

/** Where a short name is looked for. */
export interface Place {
	/** ID or number. */
	project: string;
	location: string;
}

const collections = ['batchPredictionJobs', 'endpoints', 'models', 'tuningJobs'] as const;

type Collection = (typeof collections)[number];

/** Something in a project. */
export interface Resource extends Place {
	collection: Collection;
	/** Digits. */
	id: string;
	/** Of a model: its version or alias. */
	version?: string;
}

/** A base model. */
export interface PublisherModel {
	publisher: string;
	/** Such as `gemini-3.5-flash`. */
	model: string;
}

const resourcePattern =
	/(?:projects\/([^/\s]+)\/locations\/([^/\s]+)\/)?\b(batchPredictionJobs|tuningJobs|endpoints|models)\/(\d+)(?:@([\w-]+))?(?=$|[/:?#\s])/;
const publisherPattern = /publishers\/([\w.-]+)\/models\/([\w.@-]+)/;

/**
 * Reads a resource name, an address that contains one, or a short name such as `endpoints/123`. A bare number is a tuning
 * job's. Undefined for what names nothing in a project, as a base model does.
 */
export function parseResource(text: string, place: Place): Resource | undefined {
	const trimmed = text.trim();
	if (/^\d+$/.test(trimmed)) return { ...place, collection: 'tuningJobs', id: trimmed };
	const [, project = place.project, location = place.location, collection, id, version] =
		resourcePattern.exec(trimmed) ?? [];
	if (!isCollection(collection) || id === undefined) return undefined;
	return { project, location, collection, id, ...(version !== undefined && { version }) };
}

function isCollection(text: string | undefined): text is Collection {
	return collections.some((collection) => collection === text);
}

/** Reads `gemini-3.5-flash`, `models/…`, `google/…`, `publishers/google/models/…` or an address that contains that. */
export function parsePublisherModel(text: string): PublisherModel {
	const [, publisher, model] = publisherPattern.exec(text) ?? [];
	if (publisher !== undefined && model !== undefined) return { publisher, model };
	const [last = '', owner = 'google'] = text.trim().split('/').reverse();
	return { publisher: owner === 'models' ? 'google' : owner, model: last };
}

/** `projects/{project}/locations/{location}`, ready for an address. */
export function placeName({ project, location }: Place): string {
	return `projects/${segment(project)}/locations/${segment(location)}`;
}

/** `projects/{project}/locations/{location}/{collection}/{id}`, ready for an address, with a model's version where there is one. */
export function resourceName(resource: Resource): string {
	const { collection, id, version } = resource;
	return `${placeName(resource)}/${collection}/${id}${version === undefined ? '' : `@${version}`}`;
}

/** `{place}/publishers/{publisher}/models/{model}`, ready for an address. */
export function publisherModelName({ publisher, model }: PublisherModel, place: Place): string {
	return `${placeName(place)}/publishers/${segment(publisher)}/models/${segment(model)}`;
}

/**
 * Reads the name of a resource of one kind.
 *
 * @throws ConfigurationError for anything else
 */
export function requireResource(text: string, place: Place, collection: Collection, what: string): Resource {
	const resource = parseResource(text, place);
	if (resource?.collection === collection) return resource;
	throw new ConfigurationError(
		`'${text}' does not name ${what}`,
		`Use a name such as 'projects/my-project/locations/${place.location}/${collection}/1234567890'.`,
	);
}

/** What follows project and location in the name of a resource that a creation makes. */
const createdPatterns = {
	batchPredictionJobs: /^batchPredictionJobs\/\d+$/,
	operations: /^(?:[a-zA-Z]+\/\d+\/)?operations\/[\w-]+$/,
	tuningJobs: /^tuningJobs\/\d+$/,
} as const;

export type CreatedKind = keyof typeof createdPatterns;

/**
 * Whether Google can give this name to something in a place. Answers contain the project's number where a request contains its
 * ID, so any number passes for an ID; a different number or ID doesn't.
 */
export function isOwnName(name: unknown, place: Place, kind: CreatedKind): name is string {
	const { project, location, rest } = splitName(name);
	const isProject = project === place.project || (/^\d+$/.test(project) && !/^\d+$/.test(place.project));
	return isProject && location === place.location && createdPatterns[kind].test(rest);
}

/** A name of this place as a request contains it, with the project that the user entered. */
export function withOwnProject(name: string, place: Place): string {
	return `${placeName(place)}/${splitName(name).rest}`;
}

function splitName(name: unknown): { project: string; location: string; rest: string } {
	const text = typeof name === 'string' ? name : '';
	const [, project = '', location = '', rest = ''] =
		/^projects\/([^/]+)\/locations\/([^/]+)\/(.+)$/.exec(text) ?? [];
	return { project, location, rest };
}

/** Whether two names mean the same thing, one of them perhaps with the project's ID and the other with its number. */
export function isSame(a: string | undefined, b: string | undefined, place: Place): boolean {
	const [left, right] = [a, b].map((name) => parseResource(name ?? '', place));
	return (
		left !== undefined &&
		right !== undefined &&
		left.location === right.location &&
		left.collection === right.collection &&
		left.id === right.id
	);
}

/** `@` needs no escape in a path, and Google's names show it as it is. */
function segment(text: string): string {
	return encodeURIComponent(text).replaceAll('%40', '@').replaceAll('%3A', ':');
}
