import { invalid } from './errors.ts';

const LARGEST_PAGE = 1000;

function pageSize(query: URLSearchParams): number {
	const wanted = query.get('maxResults');
	if (wanted === null) return LARGEST_PAGE;
	if (!/^\d+$/.test(wanted)) throw invalid(`Invalid unsigned integer value: '${wanted}'.`);
	return Math.min(LARGEST_PAGE, Number(wanted) || LARGEST_PAGE);
}

/** Sorts names by their UTF-8 bytes. */
export function byName(a: { name: string }, b: { name: string }): number {
	return Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
}

/** The requested part of a sorted list. A token contains the last name of its page. */
export function page<T extends { name: string }>(
	sorted: readonly T[],
	query: URLSearchParams,
): { items: readonly T[]; nextPageToken?: string } {
	const size = pageSize(query);
	const token = query.get('pageToken');
	const after = token ? Buffer.from(token, 'base64url').toString('utf8') : undefined;
	const rest = after === undefined ? sorted : sorted.filter((item) => byName(item, { name: after }) > 0);
	const items = rest.slice(0, size);
	const last = items.at(-1);
	if (rest.length <= size || !last) return { items };
	return { items, nextPageToken: Buffer.from(last.name).toString('base64url') };
}
