import type { Row } from '../../shared/domain/prepare/recipe';

/** The name of each column: its heading; `column 3` where there is none, `name (2)` where there was one of that name. */
export function columnNames(headings: readonly unknown[]): string[] {
	const taken = new Set<string>();
	return headings.map((heading, index) => {
		const wanted = String(heading ?? '').trim() || `column ${index + 1}`;
		let name = wanted;
		for (let count = 2; taken.has(name); count++) name = `${wanted} (${count})`;
		taken.add(name);
		return name;
	});
}

/** A record under its headings; what is missing at its end is `nothing`. */
export function toRow(names: readonly string[], cells: readonly unknown[], nothing: unknown): Row {
	return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? nothing]));
}
