/** What users enter for the name of a resource, before it becomes part of an address. */

const address = /^(?:https?:)?\/\/[^/]+\//i;

/**
 * Why a text can't be a name: a character or a part of the path that would lead to another address. Undefined for a text that can.
 * The query of an address isn't checked: it becomes part of nothing.
 *
 * @param text without spaces around it
 */
export function nameProblem(text: string): string | undefined {
	if (/\p{Cc}/u.test(text)) return 'it contains a line break or another control character';
	if (/\s/.test(text)) return 'it contains a space';
	const isAddress = address.test(text);
	const path = isAddress ? (text.replace(address, '').split(/[?#]/)[0] ?? '') : text;
	const character = /[?#%\\]/.exec(path)?.[0];
	if (character !== undefined) return `it contains '${character}'`;
	const parts = path.replace(/^gs:\/\//, '').split('/');
	const dots = parts.find((part) => part === '.' || part === '..');
	if (dots !== undefined) return `it contains '${dots}' as a part of the path`;
	return parts.includes('')
		? 'it contains an empty part: two slashes in a row, or one at the beginning or end'
		: undefined;
}

/** Removes the prefix by which gateways such as LiteLLM name the service: `vertex_ai/`, `vertex_ai/gemini/`, `gemini/`. */
export function withoutGateway(text: string): string {
	return text.trim().replace(/^(?:vertex_ai(?:_beta)?\/)?(?:gemini\/)?/, '');
}
