import type { Row } from '../../shared/domain/dataset/preparation';

/** Characters that nobody sees: byte order marks, zero-width spaces, soft hyphens, direction marks and controls. */
const invisible =
	/(?![\t\n\r])\p{Cc}|[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
/** Joiners belong into words of some languages, but not around them. */
const outerJoiners = /^[\u200c\u200d]+|[\u200c\u200d]+$/g;
/** No-break spaces and the like; a line break within a heading stays. */
const oddSpaces = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/**
 * The name of each column: its heading without invisible characters; `column 3` where there is none, `name (2)` where there was
 * one of that name.
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

/** Names that aren't the headings as they stand in the file, in a sentence; undefined when all are. */
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

/** A record under its headings; what is missing at its end is `nothing`. */
export function toRow(names: readonly string[], cells: readonly unknown[], nothing: unknown): Row {
	return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? nothing]));
}
