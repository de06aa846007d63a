import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from '../package/packed.ts';

const folder = mkdtempSync(join(tmpdir(), 'commit-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** Passes, or throws with the exit code and the error that a commit would end with. */
async function check(message: string): Promise<void> {
	const file = join(folder, 'message');
	writeFileSync(file, message);
	await run(process.execPath, [join(root, 'scripts/checkCommits.mjs'), file]);
}

it.each([
	'feat(trigger): report stalled jobs',
	'fix: pass the whole request\n\nAny body, of whatever length.',
	'test(n8n/demo): feed 15 rows',
	`docs: ${'x'.repeat(66)}`,
	"Merge branch 'main' into other",
])('accepts %j', async (message) => await expect(check(message)).resolves.toBeUndefined());

it.each([
	['Report stalled jobs', 'needs the form'],
	['chore: report stalled jobs', 'needs the form'],
	['feat(trigger) report stalled jobs', 'needs the form'],
	['feat: reported stalled jobs', 'starts with "reported"'],
	['feat: reports stalled jobs', 'starts with "reports"'],
	['feat: reporting stalled jobs', 'starts with "reporting"'],
	['feat: Report stalled jobs', 'capital letter'],
	['feat: report stalled jobs.', 'ends with a period'],
	[`docs: ${'x'.repeat(67)}`, 'more than 72 characters'],
])('refuses %j: %s', async (message, reason) => {
	await expect(check(message)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(reason) });
});
