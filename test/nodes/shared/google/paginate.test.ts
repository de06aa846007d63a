import type { Page, PageRequest } from '../../../../nodes/shared/google/http/paginate';
import { mostPages, page, paginate } from '../../../../nodes/shared/google/http/paginate';
import { demand, fields, text } from '../../../../nodes/shared/google/http/shape';

async function all(tokenAfter: (token: string | undefined) => string | undefined, request: PageRequest = {}) {
	const asked: Array<string | undefined> = [];
	const fetchPage = async ({ pageToken }: PageRequest): Promise<Page<number>> => {
		asked.push(pageToken);
		const nextPageToken = tokenAfter(pageToken);
		return await Promise.resolve({ items: [asked.length], ...(nextPageToken && { nextPageToken }) });
	};
	const walking = (async () => {
		for await (const item of paginate('tuning jobs', fetchPage, request)) void item;
	})();
	return { asked, end: await walking.catch((error: unknown) => error) };
}

it.each([
	['the same', () => 'a', [undefined, 'a']],
	[
		'an earlier one',
		(token = '') => ({ '': 'a', a: 'b', b: 'c', c: 'a' })[token],
		[undefined, 'a', 'b', 'c'],
	],
])('stops when a page names %s as its next', async (_, tokenAfter, pages) => {
	const { asked, end } = await all(tokenAfter);
	expect(asked).toEqual(pages);
	expect(end).toMatchObject({
		name: 'EndlessListError',
		message: "The list of tuning jobs doesn't end: a page token repeats",
	});
});

it('stops when a page names itself as its next', async () => {
	expect(await all(() => 'a', { pageToken: 'a' })).toMatchObject({
		asked: ['a'],
		end: { name: 'EndlessListError' },
	});
});

it('stops after the most pages', async () => {
	const { asked, end } = await all((token = '0') => String(Number(token) + 1));
	expect(asked).toHaveLength(mostPages);
	expect(end).toMatchObject({ message: "The list of tuning jobs doesn't end: it has more than 10000 pages" });
});

describe('a page', () => {
	const jobs = page('jobs', fields({ name: text }, 'name'));

	it('is read without its nulls', () => {
		expect(demand(jobs, { jobs: [null, { name: 'a', more: 1 }], nextPageToken: 'b' })).toEqual({
			items: [{ name: 'a' }],
			nextPageToken: 'b',
		});
		expect(demand(jobs, { jobs: null, nextPageToken: '' })).toEqual({ items: [] });
	});

	it.each([
		[{ jobs: {} }, "'jobs' isn't a list"],
		[{ jobs: 'x' }, "'jobs' isn't a list"],
		[{ jobs: [5] }, "'jobs[0]' has the wrong type"],
		[{ jobs: [{ name: 'a' }, {}] }, "'jobs[1]' has no 'name'"],
		[{ nextPageToken: 5 }, "'nextPageToken' has the wrong type"],
		[[], 'it has the wrong type'],
	])('rejects %j, which would look too short', (value, message) => {
		expect(() => demand(jobs, value)).toThrow(message);
	});
});
