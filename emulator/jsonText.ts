/** Names that occur more than once in an object of a body. JSON.parse keeps only the last one. */
const repeated = new WeakMap<object, string[]>();

const STRING_OR_TRAILING_COMMA = /"[^"\\]*(?:\\.[^"\\]*)*"|,(?=\s*[}\]])/gs;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gs;

interface Repeat {
	/** Keys and indexes from the root to the object. */
	path: (string | number)[];
	name: string;
}

/**
 * Parses JSON with Google's leniency for commas: a comma before a closing bracket is ignored.
 * @returns undefined for text that isn't JSON
 */
export function parseJson(text: string): { value: unknown } | undefined {
	const strict = tryParse(text);
	const readable = strict
		? text
		: text.replace(STRING_OR_TRAILING_COMMA, (found) => (found === ',' ? '' : found));
	const parsed = strict ?? tryParse(readable);
	if (parsed) for (const repeat of repeatsIn(readable)) note(parsed.value, repeat);
	return parsed;
}

/** The names that occurred more than once in an object that {@link parseJson} returned. */
export function repeatedNames(value: object): readonly string[] {
	return repeated.get(value) ?? [];
}

function tryParse(text: string): { value: unknown } | undefined {
	try {
		return { value: JSON.parse(text) };
	} catch {
		return undefined;
	}
}

/** Reads the tokens of valid JSON and finds the names that an object contains twice. */
function repeatsIn(text: string): Repeat[] {
	const repeats: Repeat[] = [];
	const open: { names: Set<string> | undefined; at: string | number }[] = [];
	let lastString = '';
	for (const [token] of text.matchAll(TOKEN)) {
		const inside = open.at(-1);
		if (token === '{') open.push({ names: new Set(), at: '' });
		else if (token === '[') open.push({ names: undefined, at: 0 });
		else if (token === '}' || token === ']') open.pop();
		else if (token === ',' && typeof inside?.at === 'number') inside.at += 1;
		else if (token === ':' && inside?.names) {
			const name = String(JSON.parse(lastString));
			inside.at = name;
			if (inside.names.has(name)) repeats.push({ path: open.slice(0, -1).map(({ at }) => at), name });
			inside.names.add(name);
		} else if (token.startsWith('"')) lastString = token;
	}
	return repeats;
}

function note(root: unknown, { path, name }: Repeat): void {
	let value: unknown = root;
	for (const key of path) {
		if (typeof value !== 'object' || value === null) return;
		value = Object.getOwnPropertyDescriptor(value, key)?.value;
	}
	if (typeof value === 'object' && value !== null) repeated.set(value, [...repeatedNames(value), name]);
}
