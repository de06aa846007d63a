import { decide, seriesId } from '../../../../nodes/shared/domain/series.ts';

const rule = { minimumRows: 10, ifMissing: 'create' } as const;
const changes = (newRows: number, changedRows: number, plusMinus: number | null = null) => ({
	newRows,
	changedRows,
	removedRows: 100,
	plusMinus,
});

it('starts a job when enough rows are new or changed', () => {
	expect(decide(rule, changes(6, 4), 'tuningJobs/1')).toEqual({
		skipped: false,
		reason: "10 rows are new or changed since 'tuningJobs/1', and 'Minimum Rows' is 10.",
		...changes(6, 4),
	});
});

it('skips when too few are, however many were removed', () => {
	expect(decide(rule, changes(1, 0), 'tuningJobs/1')).toEqual({
		skipped: true,
		reason: "1 row is new or changed since 'tuningJobs/1', and 'Minimum Rows' is 10. Nothing was created.",
		...changes(1, 0),
	});
});

it('marks an estimate, with its error', () => {
	expect(decide(rule, changes(3, 4, 12), 'tunedModels/a').reason).toMatch(
		/^An estimated 7 ± 12 \(95%\) rows are new or changed/,
	);
});

it('starts a series with a job', () => {
	expect(decide(rule, undefined, '')).toEqual({
		skipped: false,
		reason: expect.stringMatching(/no job yet/),
		newRows: null,
		changedRows: null,
		removedRows: null,
		plusMinus: null,
	});
});

it.each([
	['create', false, /can't be compared: gone\. Because .* is 'Create', the node created a job/],
	['skip', true, /can't be compared: gone\. Because .* is 'Skip', the node created nothing/],
] as const)("follows the user's choice if nothing can be compared: %s", (ifMissing, skipped, reason) => {
	const decision = decide({ ...rule, ifMissing }, { missing: 'gone.' }, 'tuningJobs/1');
	expect(decision).toMatchObject({ skipped, newRows: null });
	expect(decision.reason).toMatch(reason);
});

it('creates different IDs that fit a label', () => {
	const names = ['Ticket classifier', 'ticket classifier', '客服', '', 'x'.repeat(200)];
	const ids = names.map(seriesId);
	for (const id of ids) expect(id).toMatch(/^[a-z0-9-]{1,40}$/);
	expect(new Set(ids).size).toBe(names.length);
	expect(seriesId('Ticket classifier')).toBe(ids[0]);
});
