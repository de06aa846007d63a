import type { Check } from '../check';
import { advice } from '../check';
import { traits } from '../texts/traits';

/** Prefixes and minimum lengths of the keys of common services. */
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

/** Messages never repeat the key. */
export const secret: Check = {
	title: 'Secrets',
	description: 'Texts that look like a key or a password',
	actions: ['stop', 'drop', 'fix', 'report', 'off'],
	default: 'stop',
	isPrivate: true,
	texts: [
		{
			step: 'content',
			traits: traits.longWord,
			finds: (text) => one.test(text),
			fix: (text) => text.replace(all, '[secret]'),
			message: (subject, rows, action) =>
				`${subject} seems to contain a key or password of a service in ${rows}, which a tuned model can give away. ${advice(action, "Remove it. If it isn't a key, set 'Secrets' to 'Report' in 'Checks'.", "It was replaced with '[secret]'.")}`,
		},
	],
};
