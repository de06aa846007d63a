/** Reads resource names of the Gemini API from any form that a user may enter. Each part stays one part of a URL's path. */
import { nameProblem, withoutGateway } from '../../domain/nameProblem';
import { ConfigurationError } from '../http/googleErrors';

const tunedModelPattern = /tunedModels\/([^/:?#]+)/;
const operationPattern = /tunedModels\/([^/:?#]+)\/operations\/([^/:?#]+)/;
const permissionPattern = /^tunedModels\/([^/?#]+)\/permissions\/([^/?#]+)$/;
const baseModelPattern = /^(?:.*\/)?models\/([^/:?#]+)/;

/**
 * `tunedModels/{id}` from a bare ID, a resource name, an operation's name or a URL.
 *
 * @throws ConfigurationError for anything else
 */
export function tunedModelName(text: string): string {
	const name = checked(text);
	const id = tunedModelPattern.exec(name)?.[1] ?? name;
	if (isOfVertex.test(id)) throw ofVertex(text);
	return `tunedModels/${segment(id)}`;
}

/** `tunedModels/{id}/operations/{op}`; undefined when the text doesn't contain an operation's name. */
export function operationName(text: string): string | undefined {
	const [, id, operation] = operationPattern.exec(checked(text)) ?? [];
	return id && operation ? `tunedModels/${segment(id)}/operations/${segment(operation)}` : undefined;
}

/**
 * Whether a response is an operation of a tuned model: a gateway can return anything.
 *
 * @param model `tunedModels/{id}`
 */
export function isOperationOf<T extends { name?: string }>(
	response: T,
	model: string,
): response is T & { name: string } {
	const { name } = response;
	const prefix = `${model}/operations/`;
	return name !== undefined && name.startsWith(prefix) && /^[\w.-]+$/.test(name.slice(prefix.length));
}

/** @throws ConfigurationError for anything but `tunedModels/{id}/permissions/{permission}` */
export function permissionName(text: string): string {
	const [, id, permission] = permissionPattern.exec(text) ?? [];
	if (id && permission) return `tunedModels/${segment(id)}/permissions/${segment(permission)}`;
	throw noName(text);
}

/**
 * `models/{model}` from a bare ID, a resource name or a URL. Strips gateway prefixes such as `gemini/`.
 *
 * @throws ConfigurationError for anything else
 */
export function baseModelName(text: string): string {
	const name = checked(text);
	const model = baseModelPattern.exec(name)?.[1] ?? name.replace(/^google\//, '');
	if (isOfVertex.test(model)) throw ofVertex(text);
	return `models/${segment(model)}`;
}

/** `models/{model}` for the name of a base model, otherwise `tunedModels/{id}`. */
export function modelName(text: string): string {
	const name = checked(text);
	return baseModelPattern.test(name) || name.startsWith('google/')
		? baseModelName(name)
		: tunedModelName(name);
}

/** A name without a gateway prefix. @throws ConfigurationError for a text that can't be a name */
function checked(text: string): string {
	const name = withoutGateway(text);
	const problem = nameProblem(name);
	if (problem !== undefined) throw noName(text, `: ${problem}`);
	return name;
}

/** Names of Vertex AI. A bare number is the ID of a job or endpoint. */
const isOfVertex = /^(?:\d+|(?:projects|endpoints|tuningJobs|batchPredictionJobs)\/.*)$/;

function ofVertex(text: string): ConfigurationError {
	return new ConfigurationError(
		`'${text}' is a name of Vertex AI, which doesn't exist in the Gemini API`,
		"Set 'API' to 'Vertex AI', or enter the ID of a tuned model of the Gemini API. Nothing was sent.",
	);
}

/** A slash would start another part. */
function segment(id: string): string {
	if (id.includes('/')) throw noName(id);
	return encodeURIComponent(checked(id));
}

function noName(text: string, why = ''): ConfigurationError {
	return new ConfigurationError(
		`${JSON.stringify(text)} isn't the name of a tuned model or base model${why}`,
		'Use a name as Google or another node of this package shows it. Nothing was sent.',
	);
}
