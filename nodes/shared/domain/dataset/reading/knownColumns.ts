import type { Row } from '../preparation';

/** The columns that arrive, for messages: those of the first row, and of each that lacks one. */
export interface KnownColumns {
	see: (row: Row) => void;
	list: () => string;
}

/** Shows what nobody sees, such as a byte order mark that a name begins with. */
function visible(name: string): string {
	return name.replace(
		/[\p{Cc}\p{Cf}\u00a0]/gu,
		(character) => `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
	);
}

export function seeColumns(): KnownColumns {
	const names = new Set<string>();
	return {
		see: (row) => Object.keys(row).forEach((name) => names.add(name)),
		list: () => [...names].map((name) => `'${visible(name)}'`).join(', ') || 'none',
	};
}
