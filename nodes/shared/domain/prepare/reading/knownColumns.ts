import type { Row } from '../recipe';

/** The columns that arrive, for messages: those of the first row, and of each that lacks one. */
export interface KnownColumns {
	see: (row: Row) => void;
	list: () => string;
}

export function seeColumns(): KnownColumns {
	const names = new Set<string>();
	return {
		see: (row) => Object.keys(row).forEach((name) => names.add(name)),
		list: () => [...names].map((name) => `'${name}'`).join(', ') || 'none',
	};
}
