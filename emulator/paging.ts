import { ApiError, invalidArgument } from './errors.ts';

export interface Page<T> {
	items: readonly T[];
	nextPageToken?: string;
}

interface Paging<T> {
	params: ReadonlyMap<string, string>;
	defaultSize: number;
	/** The item's position in the list, sortable as a text. */
	keyOf(item: T): string;
}

const LARGEST_PAGE = 1000;

function pageSize(params: ReadonlyMap<string, string>, defaultSize: number): number {
	const wanted = params.get('pageSize');
	if (wanted === undefined) return defaultSize;
	if (!/^-?\d+$/.test(wanted)) {
		throw new ApiError('INVALID_ARGUMENT', `Invalid value at 'page_size' (TYPE_INT32), "${wanted}"`);
	}
	if (Number(wanted) < 0) throw invalidArgument('page_size', 'The page size must not be negative.');
	return Math.min(LARGEST_PAGE, Number(wanted) || defaultSize);
}

/** All parameters but the token have to stay the same from page to page. */
function fingerprint(params: ReadonlyMap<string, string>): string {
	return JSON.stringify([...params].filter(([name, value]) => name !== 'pageToken' && value !== '').sort());
}

function readToken(params: ReadonlyMap<string, string>): string | undefined {
	const token = params.get('pageToken');
	if (!token) return undefined;
	const [key, rest] = Buffer.from(token, 'base64url').toString('utf8').split('\n');
	if (key === undefined || rest !== fingerprint(params)) {
		throw invalidArgument(
			'page_token',
			'The page token is invalid, or belongs to a request with other parameters.',
		);
	}
	return key;
}

/** The requested page of a list, which is sorted by its keys. */
export function paginate<T>(list: readonly T[], { params, defaultSize, keyOf }: Paging<T>): Page<T> {
	const size = pageSize(params, defaultSize);
	const after = readToken(params);
	const rest = after === undefined ? list : list.filter((item) => keyOf(item) > after);
	const items = rest.slice(0, size);
	const last = items.at(-1);
	if (rest.length <= size || last === undefined) return { items };
	return {
		items,
		nextPageToken: Buffer.from(`${keyOf(last)}\n${fingerprint(params)}`).toString('base64url'),
	};
}
