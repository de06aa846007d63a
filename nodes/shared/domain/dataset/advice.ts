import type { Action } from './preparation';

const leftOut = 'They are left out.';

/**
 * The way out, as a finding's last sentence.
 *
 * @param todo what a user can do
 * @param mended what was done, where rows can be mended
 */
export function advice(action: Action, todo: string, mended = ''): string {
	if (action === 'drop') return leftOut;
	return action === 'fix' ? mended : todo;
}
