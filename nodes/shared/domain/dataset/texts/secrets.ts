import { advice } from '../advice';
import type { TextCheck } from './textCheck';
import { traits } from './traits';

/** How keys begin that services give out, and how long they are at least. */
const shapes = [
	'AIza[\\w-]{35}',
	'ya29\\.[\\w-]{20,}',
	'GOCSPX-[\\w-]{20,}',
	'sk-[A-Za-z0-9][\\w-]{18,}[A-Za-z0-9]',
	'[rs]k_(?:live|test)_[A-Za-z0-9]{16,}',
	'gh[oprsu]_[A-Za-z0-9]{36,}',
	'github_pat_\\w{22,}',
	'glpat-[\\w-]{20,}',
	'(?:AKIA|ASIA)[A-Z0-9]{16}',
	'xox[abeoprs]-[\\w-]{12,}',
	'npm_[A-Za-z0-9]{36}',
	'hf_[A-Za-z0-9]{30,}',
	'SG\\.[\\w-]{16,}\\.[\\w-]{16,}',
	'eyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}\\.[\\w-]{8,}',
];
const block = '-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[\\s\\S]*?-----END [A-Z ]*PRIVATE KEY-----)?';
const source = `\\b(?:${shapes.join('|')})|${block}`;
const one = new RegExp(source);
const all = new RegExp(source, 'g');

/** Findings name the rows, never what stands there. */
export const secret: TextCheck = {
	check: 'secret',
	needs: traits.longWord,
	finds: (text) => one.test(text),
	mend: (text) => text.replace(all, '[secret]'),
	tell: (subject, rows, action) =>
		`${subject} holds what looks like a key or password of a service in ${rows}, which a tuned model can give away. ${advice(action, 'Take it out, or allow it if it is none.', "'[secret]' was put in its place.")}`,
};
