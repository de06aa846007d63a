import { count } from '../../shared/domain/count';

/** A piece of a page. Only `html` creates one, so that all texts on a page are escaped. */
export class Html {
	constructor(readonly source: string) {}
}

type Part = Html | readonly Html[] | string | number | undefined;

/** Inserts escaped texts and pieces of a page into a page. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
	return new Html(strings.reduce((page, string, index) => page + toSource(parts[index - 1]) + string));
}

function toSource(part: Part): string {
	if (part instanceof Html) return part.source;
	if (part === undefined) return '';
	if (typeof part === 'string') return escaped(part);
	if (typeof part === 'number') return count(part);
	return part.map(({ source }) => source).join('');
}

const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
