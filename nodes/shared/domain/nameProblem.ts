/** Checks resource names from users before they become part of a URL. */

const address = /^(?:https?:)?\/\/[^/]+\//i;

/**
 * Why a text can't be a name: a character or part of the path would change the URL. Undefined for a possible name. The query of a URL
 * isn't checked, because it isn't used.
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
		? 'it contains two slashes in a row, or a slash at the beginning or end'
		: undefined;
}

/** Removes the service prefix of gateways such as LiteLLM: `vertex_ai/`, `vertex_ai/gemini/`, `gemini/`. */
export function withoutGateway(text: string): string {
	return text.trim().replace(/^(?:vertex_ai(?:_beta)?\/)?(?:gemini\/)?/, '');
}
