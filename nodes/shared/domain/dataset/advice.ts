import type { Treatment } from './preparation';

const leftOut = 'They are left out.';

/**
 * The way out, as a finding's last sentence.
 *
 * @param todo what a user can do
 * @param mended what was done, where rows can be mended
 */
export function advice(treatment: Treatment, todo: string, mended = ''): string {
	if (treatment === 'drop') return leftOut;
	return treatment === 'fix' ? mended : todo;
}
