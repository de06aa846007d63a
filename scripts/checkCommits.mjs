/**
 * Checks the subjects of new commits: `type(scope): imperative summary`, at most 72 characters. Merge commits are exempt.
 *
 *     node scripts/checkCommits.mjs           all commits after the base; skipped where Git or the base is missing
 *     node scripts/checkCommits.mjs FILE      a message in a file, for Git's commit-msg hook
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Only commits after this one are checked. */
const base = '218caae43a00a18ff99c5044f2301bdef2643ceb';

const mostCharacters = 72;
const types = ['feat', 'fix', 'perf', 'refactor', 'docs', 'test', 'build', 'ci'];
const form = new RegExp(`^(?:${types.join('|')})(?:\\([\\w./-]+\\))?!?: (?<summary>(?<verb>\\S+).*)$`);

/** A past tense, a participle or a third person. Verbs such as "embed" and "pass" only look like one. */
const notImperative = /(?:ed|ing|[^su]s)$/;
const imperatives = [
	'bring',
	'embed',
	'exceed',
	'feed',
	'need',
	'proceed',
	'seed',
	'speed',
	'bias',
	'canvas',
];

/**
 * Why a subject doesn't follow the form; undefined if it does.
 *
 * @param {string} subject
 */
function faultOf(subject) {
	if ([...subject].length > mostCharacters) return `has more than ${mostCharacters} characters`;
	const { summary = '', verb = '' } = form.exec(subject)?.groups ?? {};
	if (summary === '')
		return `needs the form "type(scope): summary" with one of the types ${types.join(', ')}`;
	if (summary.endsWith('.')) return 'ends with a period';
	if (/^\p{Lu}\p{Ll}/u.test(verb)) return 'starts its summary with a capital letter';
	if (notImperative.test(verb) && !imperatives.includes(verb))
		return `starts with "${verb}", which isn't imperative`;
	return undefined;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });

/** Hash and subject of each new commit; undefined where there is nothing to compare with. */
function newCommits() {
	if (git('merge-base', '--is-ancestor', base, 'HEAD').status !== 0) return undefined;
	const lines = git('log', '--no-merges', '--format=%h %s', `${base}..HEAD`).stdout.split('\n');
	return lines
		.filter(Boolean)
		.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]);
}

/** The subject in a file, without merges, which Git writes itself. */
function messageIn(file) {
	const [subject = ''] = readFileSync(file, 'utf8').split('\n');
	return subject.startsWith('Merge ') ? [] : [['message', subject]];
}

const file = process.argv[2];
const commits = file === undefined ? newCommits() : messageIn(file);
if (commits === undefined)
	console.log('Commit messages: skipped, because Git or the base commit is missing here');
for (const [name, subject] of commits ?? []) {
	const fault = faultOf(subject);
	if (fault === undefined) continue;
	console.error(`Commit ${name}: '${subject}' ${fault}`);
	process.exitCode = 1;
}
