/** Resource names of the Gemini API, read from whatever form a user has at hand. Each part stays one part of a URL's path. */
import { ConfigurationError } from '../errors';
import { fieldsOf } from '../parseJson';

const tunedModelPattern = /tunedModels\/([^/:?#]+)/;
const operationPattern = /tunedModels\/([^/:?#]+)\/operations\/([^/:?#]+)/;
const permissionPattern = /^tunedModels\/([^/?#]+)\/permissions\/([^/?#]+)$/;
const baseModelPattern = /^(?:.*\/)?models\/([^/:?#]+)/;

/** `tunedModels/{id}` from a bare ID, a resource name, an operation's name or a URL. */
export function tunedModelName(text: string): string {
	const id = tunedModelPattern.exec(text)?.[1] ?? text.trim();
	return `tunedModels/${segment(id)}`;
}

/** `tunedModels/{id}/operations/{op}`, or undefined when the text names no operation. */
export function operationName(text: string): string | undefined {
	const [, id, operation] = operationPattern.exec(text) ?? [];
	return id && operation ? `tunedModels/${segment(id)}/operations/${segment(operation)}` : undefined;
}

/**
 * Whether an answer is an operation of a tuned model; a gateway may answer with anything.
 *
 * @param model `tunedModels/{id}`
 */
export function isOperationOf(answer: unknown, model: string): answer is { name: string } {
	const { name } = fieldsOf(answer);
	const prefix = `${model}/operations/`;
	return typeof name === 'string' && name.startsWith(prefix) && /^[\w.-]+$/.test(name.slice(prefix.length));
}

/** @throws ConfigurationError for what is not `tunedModels/{id}/permissions/{permission}` */
export function permissionName(text: string): string {
	const [, id, permission] = permissionPattern.exec(text) ?? [];
	if (id && permission) return `tunedModels/${segment(id)}/permissions/${segment(permission)}`;
	throw noName(text);
}

/** `models/{model}` from a bare ID, a resource name or a URL. */
export function baseModelName(text: string): string {
	return `models/${segment(baseModelPattern.exec(text)?.[1] ?? text.trim())}`;
}

/** `models/{model}` for what says so, else `tunedModels/{id}`. */
export function modelName(text: string): string {
	return baseModelPattern.test(text) ? baseModelName(text) : tunedModelName(text);
}

/** Dots mean another path however they are encoded, and a slash or backslash would begin another part. */
function segment(id: string): string {
	if (id === '.' || id === '..') throw noName(id);
	return encodeURIComponent(id);
}

function noName(text: string): ConfigurationError {
	return new ConfigurationError(
		`'${text}' is not the name of anything`,
		'Use a name as Google or another node of this package puts it out. Nothing was sent.',
	);
}
