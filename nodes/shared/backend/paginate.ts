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

/** Walks through all pages of a list, one request a page, asked for only when its first item is. */
export async function* paginate<T>(
	fetchPage: (request: PageRequest) => Promise<Page<T>>,
	request: PageRequest = {},
): AsyncGenerator<T, void, undefined> {
	let page = await fetchPage(request);
	yield* page.items;
	while (page.nextPageToken) {
		page = await fetchPage({ ...request, pageToken: page.nextPageToken });
		yield* page.items;
	}
}

/** The token of an answer's next page; an absent or empty one stands for the last page. */
export function nextPage({ nextPageToken }: { nextPageToken?: string }): { nextPageToken?: string } {
	return nextPageToken ? { nextPageToken } : {};
}
