import { isDate } from './classOf';
import { SheetCell } from './sheetCell';

/** Kinds of cells. A column should have one kind, so that its texts have one format. */
const kinds = ['nothing', 'text', 'number', 'yes or no', 'date', 'time', 'object'] as const;
type Kind = (typeof kinds)[number];

/** Days from 1954 to 2064 as Excel and Google Sheets store them. */
const [firstSerial, lastSerial] = [20_000, 60_000];

/** Counts the kinds of one column's cells. */
export interface KindCounter {
	add: (value: unknown) => void;
	/** The kinds of a column with several, or `serial` for dates written as numbers, with the rows; otherwise undefined. */
	oddity: () => { kinds: string; items: number[] } | undefined;
}

/** Needs the cell of every row, in order. */
export function countKinds(): KindCounter {
	let seen = new Uint8Array(256);
	let length = 0;
	let serials = 0;
	const counts = kinds.map(() => 0);
	return {
		add(value) {
			if (length === seen.length) {
				const larger = new Uint8Array(length * 2);
				larger.set(seen);
				seen = larger;
			}
			const kind = kinds.indexOf(kindOf(value));
			seen[length++] = kind;
			counts[kind] = (counts[kind] ?? 0) + 1;
			if (typeof value === 'number' && value >= firstSerial && value <= lastSerial) serials++;
		},
		oddity() {
			const present = kinds
				.map((kind, index) => ({ kind, index, count: counts[index] ?? 0 }))
				.filter(({ kind, count }) => kind !== 'nothing' && count > 0)
				.sort((one, other) => other.count - one.count);
			const [most, ...others] = present;
			if (!most) return undefined;
			if (others.length > 0) {
				const odd = new Set(others.map(({ index }) => index));
				return { kinds: present.map(({ kind }) => kind).join(' and '), items: itemsOf(seen, length, odd) };
			}
			if (most.kind !== 'number' || serials < most.count) return undefined;
			return { kinds: 'serial', items: itemsOf(seen, length, new Set([most.index])) };
		},
	};
}

function itemsOf(seen: Uint8Array, length: number, wanted: ReadonlySet<number>): number[] {
	const items: number[] = [];
	for (let item = 0; item < length; item++) if (wanted.has(seen[item] ?? 0)) items.push(item);
	return items;
}

function kindOf(value: unknown): Kind {
	switch (typeof value) {
		case 'string':
			return value === '' ? 'nothing' : 'text';
		case 'number':
		case 'bigint':
			return 'number';
		case 'boolean':
			return 'yes or no';
		case 'object':
			if (value === null) return 'nothing';
			if (value instanceof SheetCell) return value.kind === 'error' ? 'nothing' : value.kind;
			return isDate(value) ? 'date' : 'object';
		default:
			return 'nothing';
	}
}
