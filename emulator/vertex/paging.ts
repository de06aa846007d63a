import { paginate } from '../paging.ts';
import type { Page } from '../paging.ts';

/** The requested part of a list, newest first. */
export function newestFirst<T extends { sequence: number }>(
	list: readonly T[],
	params: ReadonlyMap<string, string>,
): Page<T> {
	const ordered = [...list].sort((a, b) => b.sequence - a.sequence);
	return paginate(ordered, {
		params,
		defaultSize: 100,
		keyOf: ({ sequence }) => String(Number.MAX_SAFE_INTEGER - sequence),
	});
}
