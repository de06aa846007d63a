import { EndlessListError } from './googleErrors';
import type { Reader } from './shape';
import { fields, strict, text, wholeList } from './shape';

export interface Page<T> {
	items: T[];
	/** Absent on the last page. */
	nextPageToken?: string;
}

export interface PageRequest {
	/** The service's default when absent. */
	pageSize?: number;
	pageToken?: string;
	/** In the service's own filter language. */
	filter?: string;
}

/** Limit of one list. With Google's smallest page of 10, these are 100,000 items. */
export const mostPages = 10_000;

/**
 * Returns all items of a list. Requests each page only when its first item is needed.
 *
 * @param what the listed resources, for messages: `tuning jobs`
 * @throws EndlessListError when a page token repeats, or after `mostPages` pages
 */
export async function* paginate<T>(
	what: string,
	fetchPage: (request: PageRequest) => Promise<Page<T>>,
	request: PageRequest = {},
): AsyncGenerator<T, void, undefined> {
	for await (const { items } of pagesOf(what, fetchPage, request)) yield* items;
}

/** The same page by page. */
export async function* pagesOf<T>(
	what: string,
	fetchPage: (request: PageRequest) => Promise<Page<T>>,
	request: PageRequest = {},
): AsyncGenerator<Page<T>, void, undefined> {
	const seen = new Set<string>();
	let { pageToken } = request;
	for (let pages = 0; pages < mostPages; pages++) {
		if (pageToken !== undefined) seen.add(pageToken);
		const page = await fetchPage({ ...request, ...(pageToken !== undefined && { pageToken }) });
		yield page;
		pageToken = page.nextPageToken;
		if (pageToken === undefined) return;
		if (seen.has(pageToken)) throw new EndlessListError(what, 'a page token repeats');
	}
	throw new EndlessListError(what, `it has more than ${mostPages} pages`);
}

/**
 * Reads a page whose items are in one field. A member or token of another type makes the page unreadable: the list would look too short.
 */
export function page<T>(field: string, of: Reader<T>): Reader<Page<T>> {
	const items = wholeList(of);
	const token = fields({ nextPageToken: strict(text) });
	return (value, at) => {
		const read = token(value, at);
		if (read === undefined) return undefined;
		const { nextPageToken } = read;
		const listed = fields({ [field]: items })(value, at)?.[field] ?? [];
		return { items: listed, ...(nextPageToken && { nextPageToken }) };
	};
}
