import type { Row } from '../../shared/domain/dataset/preparation';

/** Invisible characters: byte order marks, zero-width spaces, soft hyphens, direction marks and controls. */
const invisible =
	/(?![\t\n\r])\p{Cc}|[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
/** Joiners are part of words in some languages, but not at their ends. */
const outerJoiners = /^[\u200c\u200d]+|[\u200c\u200d]+$/g;
/** No-break spaces and similar; a line break within a heading stays. */
const oddSpaces = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/**
 * The name of each column: its heading without invisible characters. An empty heading becomes `column 3`, and a repeated one
 * `name (2)`.
 */
export function columnNames(headings: readonly unknown[]): string[] {
	const taken = new Set<string>();
	return headings.map((heading, index) => {
		const wanted = cleanHeading(heading) || `column ${index + 1}`;
		let name = wanted;
		for (let count = 2; taken.has(name); count++) name = `${wanted} (${count})`;
		taken.add(name);
		return name;
	});
}

function cleanHeading(heading: unknown): string {
	return String(heading ?? '')
		.replace(invisible, '')
		.replace(oddSpaces, ' ')
		.trim()
		.replace(outerJoiners, '')
		.trim();
}

/** Lists names that differ from their headings, as a sentence; undefined if none does. */
export function describeRenaming(
	file: string,
	headings: readonly unknown[],
	names: readonly string[],
): string | undefined {
	const changed = names.flatMap((name, index) => {
		const heading = String(headings[index] ?? '').trim();
		if (heading === name) return [];
		if (cleanHeading(heading) === '') return [`'${name}' has no heading`];
		return cleanHeading(heading) === name
			? [`'${name}' had invisible characters or no-break spaces`]
			: [`'${name}' repeats a heading`];
	});
	if (changed.length === 0) return undefined;
	const more = changed.length > named ? ` and ${changed.length - named} more` : '';
	return `Columns of '${file}' have other names than their headings: ${changed.slice(0, named).join(', ')}${more}.`;
}

const named = 5;

/** Creates a row from cells. Missing cells at the end become `nothing`. */
export function toRow(names: readonly string[], cells: readonly unknown[], nothing: unknown): Row {
	return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? nothing]));
}
