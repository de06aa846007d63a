import { lineBreaks } from './jsonSplitter';

const token =
	/\s+|[{}[\],:]|"[^"\\]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y;

/** Tokens of other languages. */
const foreign: ReadonlyArray<[start: RegExp, reason: (found: string) => string]> = [
	[
		/^[+-]?(NaN|Infinity)\b/i,
		(found) => `it contains ${found}, which JSON doesn't have; write null or a text in quotes`,
	],
	[
		/^(None|True|False)\b/,
		(found) =>
			`it contains Python's ${found}; write the file with json.dumps, which writes null, true and false`,
	],
	[/^undefined\b/, () => 'it contains undefined; write null or drop the key'],
	[
		/^'/,
		() => "it contains single quotes, as Python's str() writes them; JSON needs double quotes (json.dumps)",
	],
	[/^[“”„‘’]/, (found) => `it contains the typographic quote ${found}; JSON needs straight double quotes`],
	[/^(\/\/|\/\*|#)/, () => "it contains a comment, which JSON doesn't have; delete it"],
	[/^[A-Za-z_$][\w$]*(?=\s*:)/, (found) => `its key ${found} isn't in double quotes`],
	[
		/^[+-]?[\d.][\w.+-]*/,
		(found) => `it contains ${found}, which isn't a JSON number; write it as a text in quotes`,
	],
];

/** Why a text isn't JSON, as the end of a sentence: `it contains NaN, which JSON doesn't have; …`. */
export function jsonFault(text: string): string {
	const broken = 'it ends before its last bracket closes';
	let depth = 0;
	let previous = '';
	token.lastIndex = 0;
	for (let at = 0; at < text.length; at = token.lastIndex) {
		token.lastIndex = at;
		const found = token.exec(text)?.[0];
		// A value of several lines needs more than its own number.
		const breaks = lineBreaks(text.slice(0, at));
		const where = breaks > 0 ? `, ${breaks} ${breaks === 1 ? 'line' : 'lines'} below its first one` : '';
		if (found === undefined) return unknownToken(text.slice(at, at + 200), text.length - at) + where;
		if (found.trim() === '') continue;
		const control = found.match(/\p{Cc}/gu)?.find((character) => character < ' ');
		if (control !== undefined) return controlInText(control) + where;
		if (/[}\]]/.test(found)) {
			if (previous === ',') return `it has a comma before '${found}'; delete the comma${where}`;
			depth--;
		} else if (/[{[]/.test(found)) depth++;
		if (/[\w"}\]]$/.test(previous) && /^[\w"{[-]/.test(found))
			return `it lacks a comma or colon before ${shortened(found)}${where}`;
		previous = found;
	}
	return depth > 0 ? broken : "it isn't valid JSON";
}

function unknownToken(rest: string, length: number): string {
	for (const [start, reason] of foreign) {
		const found = start.exec(rest)?.[0];
		if (found !== undefined) return reason(found);
	}
	if (!rest.startsWith('"')) return "it isn't JSON";
	const escape = /^"(?:[^"\\]|\\(?:["\\/bfnrt]|u[\da-f]{4}))*(\\.?)/is.exec(rest)?.[1];
	if (escape !== undefined && length > 2) return `it has the unknown escape ${escape} inside a text`;
	return 'it ends inside a text in quotes';
}

function controlInText(control: string): string {
	if (control === '\t') return 'it has a tab inside a text; write it as \\t';
	if (control === '\n' || control === '\r') return 'it has a line break inside a text; write it as \\n';
	const code = control.charCodeAt(0).toString(16).padStart(4, '0');
	return `it has a control character inside a text; write it as \\u${code}`;
}

function shortened(text: string): string {
	return text.length > 20 ? `${text.slice(0, 20)}…` : text;
}
