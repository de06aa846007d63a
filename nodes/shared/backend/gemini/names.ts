/** Resource names of the Gemini API, read from whatever form a user has at hand. */

const tunedModelPattern = /tunedModels\/([^/:?#]+)/;
const operationPattern = /tunedModels\/[^/:?#]+\/operations\/[^/:?#]+/;
const baseModelPattern = /^(?:.*\/)?models\/([^/:?#]+)/;

/** `tunedModels/{id}` from a bare ID, a resource name, an operation's name or a URL. */
export function tunedModelName(text: string): string {
	const id = tunedModelPattern.exec(text)?.[1] ?? text.trim();
	return `tunedModels/${encodeURIComponent(id)}`;
}

/** `tunedModels/{id}/operations/{op}`, or undefined when the text names no operation. */
export function operationName(text: string): string | undefined {
	return operationPattern.exec(text)?.[0];
}

/** `models/{model}` from a bare ID, a resource name or a URL. */
export function baseModelName(text: string): string {
	return `models/${encodeURIComponent(baseModelPattern.exec(text)?.[1] ?? text.trim())}`;
}

/** `models/{model}` for what says so, else `tunedModels/{id}`. */
export function modelName(text: string): string {
	return baseModelPattern.test(text) ? baseModelName(text) : tunedModelName(text);
}
