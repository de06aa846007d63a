/** Reads resource names of Vertex AI from any form that a user may enter. */

import { nameProblem, withoutGateway } from '../../domain/nameProblem';
import { ConfigurationError } from '../http/googleErrors';

/** Project and location, the default for short names. */
export interface Place {
	/** ID or number. */
	project: string;
	location: string;
}

const collections = ['batchPredictionJobs', 'endpoints', 'models', 'tuningJobs'] as const;

type Collection = (typeof collections)[number];

/** A resource of a project. */
export interface Resource extends Place {
	collection: Collection;
	/** Digits. */
	id: string;
	/** Version or alias of a model. */
	version?: string;
}

/** A base model. */
export interface PublisherModel {
	publisher: string;
	/** Such as `gemini-3.5-flash`. */
	model: string;
}

const resourcePattern =
	/(?:projects\/([^/]+)\/)?(?:locations\/([^/]+)\/)?\b(batchPredictionJobs|tuningJobs|endpoints|models)\/(\d+)(?:@([\w-]+)|\/versions\/([\w-]+))?(?=$|[/:?#])/;
const publisherPattern = /publishers\/([\w.-]+)\/models\/([\w.@-]+)(?=$|[:?#])/;
const baseModelPattern = /^(?:([\w.-]+)\/)?([\w.-]+(?:@[\w.-]+)?)(?::\w+)?$/;

/** Whether a name is a number alone: a tuning job's ID, or an endpoint's. */
export function isBareNumber(text: string): boolean {
	return /^\d+$/.test(withoutGateway(text));
}

/**
 * Reads a resource name, a URL of the API or console that contains one, or a short name such as `endpoints/123`. Strips gateway
 * prefixes such as `vertex_ai/`. Reads a bare number as a tuning job's ID; `findNumbered` finds out whether it is an endpoint's.
 *
 * @returns undefined for a name without a resource of a project, such as a base model's
 * @throws ConfigurationError for a text that can't be a name
 */
export function parseResource(text: string, place: Place): Resource | undefined {
	assertName(withoutGateway(text));
	return resourceIn(text, place);
}

/** The same for a name in a response; undefined for a text that can't be a name. */
export function resourceIn(text: string, place: Place): Resource | undefined {
	const name = withoutGateway(text);
	if (nameProblem(name) !== undefined) return undefined;
	if (isBareNumber(name)) return { ...place, collection: 'tuningJobs', id: name };
	const [, project = projectIn(name) ?? place.project, location = place.location, collection, id, at, path] =
		resourcePattern.exec(name) ?? [];
	const version = at ?? path;
	if (!isCollection(collection) || id === undefined) return undefined;
	return { project, location, collection, id, ...(version !== undefined && { version }) };
}

/** Console URLs contain the project in their query. */
function projectIn(text: string): string | undefined {
	return /^https?:\/\/.*[?&]project=([\w.:-]+)/i.exec(text)?.[1];
}

function isCollection(text: string | undefined): text is Collection {
	return collections.some((collection) => collection === text);
}

/** Accepts an empty name: the caller reports that one is missing. */
function assertName(text: string): void {
	const problem = text === '' ? undefined : nameProblem(text);
	if (problem === undefined) return;
	throw new ConfigurationError(
		`${JSON.stringify(text)} can't be the name of a model, job or endpoint: ${problem}`,
		'Use a name as Google or another node of this package shows it. Nothing was sent.',
	);
}

/** Parts of names that aren't publishers. */
const noPublishers: ReadonlySet<string> = new Set([
	...collections,
	'locations',
	'operations',
	'projects',
	'publishers',
	'tunedModels',
]);

/**
 * Reads `gemini-3.5-flash`, `models/…`, `google/…`, `publishers/google/models/…` or a URL that contains one. Strips gateway prefixes
 * such as `vertex_ai/`.
 *
 * @throws ConfigurationError for anything else
 */
export function parsePublisherModel(text: string): PublisherModel {
	const name = withoutGateway(text);
	assertName(name);
	const [, publisher, model] = publisherPattern.exec(name) ?? [];
	if (publisher !== undefined && model !== undefined) return { publisher, model };
	const [, owner = 'google', short] = baseModelPattern.exec(name) ?? [];
	if (short !== undefined && owner === 'models') return { publisher: 'google', model: short };
	if (short !== undefined && !noPublishers.has(owner)) return { publisher: owner, model: short };
	throw new ConfigurationError(
		`'${text}' isn't the name of a Vertex AI model`,
		/tunedModels\//.test(name)
			? "It is a tuned model of the Gemini API: set 'API' to 'Gemini API'. Nothing was sent."
			: "Enter a base model such as 'gemini-3.5-flash', the number of a tuning job or endpoint, or a name such as 'projects/my-project/locations/us-central1/endpoints/1234567890'. Nothing was sent.",
	);
}

/** `projects/{project}/locations/{location}`, encoded for a URL. */
export function placeName({ project, location }: Place): string {
	return `projects/${segment(project)}/locations/${segment(location)}`;
}

/** `projects/{project}/locations/{location}/{collection}/{id}`, encoded for a URL, with the model's version if it has one. */
export function resourceName(resource: Resource): string {
	const { collection, id, version } = resource;
	return `${placeName(resource)}/${collection}/${id}${version === undefined ? '' : `@${version}`}`;
}

/** `{place}/publishers/{publisher}/models/{model}`, encoded for a URL. */
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
		`'${text}' isn't the name of ${what}`,
		`Use a name such as 'projects/my-project/locations/${place.location}/${collection}/1234567890'.`,
	);
}

/** The part after project and location in the name of a created resource. */
const createdPatterns = {
	batchPredictionJobs: /^batchPredictionJobs\/\d+$/,
	operations: /^(?:[a-zA-Z]+\/\d+\/)?operations\/[\w-]+$/,
	tuningJobs: /^tuningJobs\/\d+$/,
} as const;

export type CreatedKind = keyof typeof createdPatterns;

/**
 * Whether a name in a response fits a place. Responses contain the project's number where a request contains its ID. So any number fits
 * a project ID, but no different ID, and no different number fits a number.
 */
export function isOwnName(name: unknown, place: Place, kind: CreatedKind): name is string {
	const { project, location, rest } = splitName(name);
	const isProject = project === place.project || (/^\d+$/.test(project) && !/^\d+$/.test(place.project));
	return isProject && location === place.location && createdPatterns[kind].test(rest);
}

/** The same name with the project that the user entered. */
export function withOwnProject(name: string, place: Place): string {
	return `${placeName(place)}/${splitName(name).rest}`;
}

function splitName(name: unknown): { project: string; location: string; rest: string } {
	const text = typeof name === 'string' ? name : '';
	const [, project = '', location = '', rest = ''] =
		/^projects\/([^/]+)\/locations\/([^/]+)\/(.+)$/.exec(text) ?? [];
	return { project, location, rest };
}

/** Whether two names mean the same resource. Project ID and number count as the same. */
export function isSame(a: string | undefined, b: string | undefined, place: Place): boolean {
	const [left, right] = [a, b].map((name) => resourceIn(name ?? '', place));
	return (
		left !== undefined &&
		right !== undefined &&
		left.location === right.location &&
		left.collection === right.collection &&
		left.id === right.id
	);
}

/** Google's names contain `@` and `:` unescaped. */
function segment(text: string): string {
	assertName(text || '/');
	return encodeURIComponent(text).replaceAll('%40', '@').replaceAll('%3A', ':');
}
