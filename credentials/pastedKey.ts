/** Finds the JSON object in a pasted key file. Repairs damage by forms, shells, word processors and web pages. */

import { isObject } from '../nodes/shared/domain/guards';
import { parseJson } from '../nodes/shared/google/http/shape';

/** Repairs one kind of damage; returns a text without it unchanged. */
type Repair = (text: string) => string;

const entities: Readonly<Record<string, string>> = {
	'&quot;': '"',
	'&#34;': '"',
	'&#x22;': '"',
	'&apos;': "'",
	'&#39;': "'",
	'&#x27;': "'",
	'&#43;': '+',
	'&#x2b;': '+',
	'&#47;': '/',
	'&#x2f;': '/',
	'&#61;': '=',
	'&#x3d;': '=',
	'&nbsp;': ' ',
	'&lt;': '<',
	'&gt;': '>',
	'&amp;': '&',
};

/** All are safe: no value of a key file contains the replaced characters. */
const repairs: readonly Repair[] = [
	(text) => text.replace(/[\u00AD\u200B-\u200F\u2060\uFEFF]/g, '').trim(),
	(text) => text.replace(/[\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/g, ' '),
	(text) => text.replace(/[\r\n\t]+/g, ' '),
	(text) => text.replace(/[“”„‟″«»＂]/g, '"').replace(/[‘’‚‛′]/g, "'"),
	(text) => text.replace(/&(?:#x?[\da-f]+|[a-z]+);/gi, (entity) => entities[entity.toLowerCase()] ?? entity),
	// A line of a shell, .env, Dockerfile or YAML file.
	(text) => text.replace(/^(?:(?:export|set|ENV|-e|--env|-)\s+|\$env:)*[A-Za-z_][\w.-]*\s*[=:]\s*(?=\S)/, ''),
	// Quotes or a code fence around the whole.
	(text) => /^(['"`])(.*)\1;?$/s.exec(text)?.[2] ?? text,
	(text) => /^```\w*\s*(.*?)\s*```$/s.exec(text)?.[1] ?? text,
	(text) => (text.includes('\\"') ? text.replaceAll('\\\\', '\\').replaceAll('\\"', '"') : text),
	(text) => (text.includes('"') ? text : text.replaceAll("'", '"')),
	(text) => text.replace(/,\s*(?=\}?$)/, ''),
	(text) => (/^\{.*"$/s.test(text) ? `${text}}` : text),
	(text) => (/^"(type|project_id)"\s*:/.test(text) ? `{${text}` : text),
	(text) => /\{.*"private_key".*\}/s.exec(text)?.[0] ?? text,
	(text) => (/^%7B/i.test(text) ? decodedUri(text) : text),
	(text) => (/^[\w+/=\s-]{40,}$/.test(text) ? decodedBase64(text) : text),
];

/** Limits the work for garbage. Several kinds of damage can occur together, such as a quoted line of base64. */
const mostCandidates = 300;

/**
 * @returns the object in the text, or undefined; a list of one object counts as the object
 */
export function readPastedObject(pasted: string): object | undefined {
	const candidates = new Set([pasted]);
	for (const candidate of candidates) {
		const parsed = parseJson(candidate);
		const [only] = Array.isArray(parsed) && parsed.length === 1 ? parsed : [parsed];
		if (isObject(only)) return only;
		if (typeof only === 'string') candidates.add(only);
		for (const repair of repairs) if (candidates.size < mostCandidates) candidates.add(repair(candidate));
	}
	return undefined;
}

function decodedUri(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Only a text that begins like JSON, or like quoted JSON, can be a key file. */
function decodedBase64(text: string): string {
	const decoded = Buffer.from(text, 'base64').toString();
	return /^[\s\uFEFF]*["']?\{/.test(decoded) ? decoded : text;
}
