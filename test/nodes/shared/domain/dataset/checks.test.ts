import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CheckName } from '../../../../../nodes/shared/domain/dataset/checkList.ts';
import { checkNames, checks } from '../../../../../nodes/shared/domain/dataset/checkList.ts';
import { findingsOf, itemsOf, prepare } from './recipeOf.ts';

const row = (question: string, answer = 'an answer of its own') => ({ question, answer });
/** Joins the parts of a secret, so that this file contains none. */
const key = (...parts: string[]) => parts.join('');

it.each(checkNames)('the default action of %s is one of its actions', (name) => {
	expect(checks[name].actions).toContain(checks[name].default);
});

it.each<[CheckName, string, string]>([
	['whiteSpace', ' a\n', 'a'],
	['brokenEncoding', 'cafÃ© â€™ Ã¼ber', 'café ’ über'],
	['brokenEncoding', 'ðŸ™‚', '🙂'],
	['brokenEncoding', 'cafÃƒÂ©', 'café'],
	['halfCharacter', 'a\ud83d', 'a'],
	['secret', `use ${key('AI', 'za', 'x'.repeat(35))} here`, 'use [secret] here'],
	['secret', key('gh', 'p_', 'a1'.repeat(18)), '[secret]'],
	['secret', key('s', 'k-', 'proj-', 'a1'.repeat(12)), '[secret]'],
	['secret', key('AK', 'IA', 'ABCDEFGHIJ234567'), '[secret]'],
	[
		'secret',
		key('-----BEGIN RSA PRIVATE', ' KEY-----\n', 'MIIEpAIBAAKCAQEA', '\n-----END RSA PRIVATE', ' KEY-----'),
		'[secret]',
	],
	['personalData', 'Write to jo.doe+x@mail.example.org!', 'Write to [email address]!'],
	['personalData', 'Call +49 (731) 123456 now', 'Call [phone number] now'],
	['personalData', 'Call (555) 123-4567.', 'Call [phone number].'],
	['personalData', 'Card 4111 1111 1111 1111', 'Card [card number]'],
])('%s: %j is reported, dropped or fixed', (check, dirty, clean) => {
	const rows = [row('clean'), row(dirty)];
	expect(itemsOf(prepare(rows, { actions: { [check]: 'report' } }), check)).toEqual([1]);
	const dropped = prepare(rows, { actions: { [check]: 'drop' } });
	expect(dropped.dropped).toEqual([{ item: 1, check }]);
	const fixed = prepare(rows, { actions: { [check]: 'fix' } });
	expect(fixed.data.examples[1]?.input).toBe(clean);
	expect(findingsOf(fixed, check)).toMatchObject([{ action: 'fix', items: [1], count: 1 }]);
});

it.each<[CheckName, string]>([
	['brokenEncoding', 'MANHÃ… “IRMÃ” São Ångström naïve Â€5'],
	['brokenEncoding', 'Ça coûte 5 € – ½ ° »'],
	['secret', 'sk-learn is a library, AIza a name, skis-and-boots'],
	['personalData', '2026-03-01 10:20:30, 123456789, 1.234.567,89 and 4111 1111 1111 1112'],
	['personalData', 'a@b, @home, 10.0.0.1:8080'],
])('%s finds nothing in %j', (check, text) => {
	expect(itemsOf(prepare([row(text)]), check)).toEqual([]);
});

it('never repeats what looks like a secret', () => {
	const held = key('gh', 'p_', 'a1'.repeat(18));
	const { findings } = prepare([row(held, held), row(held, held)]);
	expect(findings.map(({ check }) => check)).toContain('secret');
	expect(JSON.stringify(findings)).not.toContain('a1a1');
});

it("reports lost characters, because they can't be fixed", () => {
	const prepared = prepare([row('M\ufffdller')], { actions: { brokenEncoding: 'fix' } });
	expect(findingsOf(prepared, 'brokenEncoding')).toMatchObject([{ action: 'report', items: [0] }]);
	expect(prepared.data.examples[0]?.input).toBe('M\ufffdller');
});

it('distinguishes duplicates from conflicting outputs', () => {
	const rows = [row('a', '1'), row('b', '2'), row('a', '1'), row('b', '3'), row('c', '4')];
	const prepared = prepare(rows, { actions: { duplicate: 'drop', conflictingOutputs: 'drop' } });
	expect(prepared.dropped).toEqual([
		{ item: 1, check: 'conflictingOutputs' },
		{ item: 2, check: 'duplicate' },
		{ item: 3, check: 'conflictingOutputs' },
	]);
});

it('accepts several pairs for one input, unless one prefers the output that another rejects', () => {
	const pairs = [
		{ question: 'a', answer: 'good', worse: 'bad' },
		{ question: 'a', answer: 'better', worse: 'bad' },
		{ question: 'b', answer: 'x', worse: 'y' },
		{ question: 'b', answer: 'y', worse: 'x' },
	];
	const columns = { input: 'question', output: 'answer', rejected: 'worse' };
	const prepared = prepare(pairs, { reading: { form: 'columns', columns } });
	expect(itemsOf(prepared, 'conflictingOutputs')).toEqual([2, 3]);
});

describe('near duplicates', () => {
	const words = (seed: number) =>
		Array.from({ length: 40 }, (_, index) => `word${(seed * 7919 + index * index * 31) % 9973}`);
	const rows = Array.from({ length: 30 }, (_, seed) => row(words(seed).join(' ')));
	const shouted = row(`${words(3).join(',  ').toUpperCase()}!!!`);
	const changed = row(words(5).with(20, 'other').join(' '));
	const half = row([...words(7).slice(0, 20), ...words(99).slice(20)].join(' '));

	it('have the same words, or all but about one in thirty', () => {
		const prepared = prepare([...rows, shouted, changed, half]);
		expect(itemsOf(prepared, 'nearDuplicate')).toEqual([30, 31]);
		expect(findingsOf(prepared, 'nearDuplicate')[0]?.message).toContain(
			'For example, item 30 is nearly item 3.',
		);
	});

	it("don't include texts that share only a template", () => {
		const template =
			'You sort tickets. Answer with one word, the name of the team that should handle it. Ticket: ';
		const tickets = rows.map(({ question }, index) =>
			row(template + question.slice(0, 60), `team ${index % 2}`),
		);
		expect(itemsOf(prepare(tickets), 'nearDuplicate')).toEqual([]);
	});

	it('can be off, and can be dropped', () => {
		expect(
			itemsOf(prepare([...rows, shouted], { actions: { nearDuplicate: 'off' } }), 'nearDuplicate'),
		).toEqual([]);
		expect(prepare([...rows, shouted], { actions: { nearDuplicate: 'drop' } }).dropped).toEqual([
			{ item: 30, check: 'nearDuplicate' },
		]);
	});
});

it('reports an output that dominates', () => {
	const rows = Array.from({ length: 20 }, (_, index) =>
		row(`question ${index}`, index < 17 ? 'ham' : 'spam'),
	);
	const [finding] = findingsOf(prepare(rows), 'dominantOutput');
	expect(finding?.count).toBe(17);
	expect(finding?.message).toContain('85 % of the 20 examples');
	expect(findingsOf(prepare(rows.slice(8)), 'dominantOutput')).toEqual([]);
});

describe('validation', () => {
	const rows = Array.from({ length: 200 }, (_, index) => ({
		...row(`question number ${index}`, index < 3 ? 'rare' : index % 2 === 0 ? 'even' : 'odd'),
		held: index % 10 === 5,
	}));

	it('selects about the chosen share, and puts equal inputs in the same set', () => {
		const { data } = prepare([...rows, ...rows], { split: { validationShare: 0.2, seed: 'x' } });
		expect(data.validation?.length).toBeGreaterThan(40);
		expect(data.validation?.length).toBeLessThan(120);
		const apart = new Set(data.validation?.map(({ input }) => input));
		expect(data.examples.some(({ input }) => apart.has(input))).toBe(false);
	});

	it.each([true, 1, 't', 'Y', ' yes ', 'on', 'Validation'])('selects a row that is marked by %p', (held) => {
		const { data } = prepare([row('a'), { ...row('b'), held }], { validationColumn: 'held' });
		expect(data.validation?.map(({ item }) => item)).toEqual([1]);
	});

	it('stops if no row has the validation column', () => {
		const [finding] = findingsOf(prepare(rows, { validationColumn: 'hold' }), 'missingCell');
		expect(finding).toMatchObject({ action: 'stop', count: 200 });
		expect(finding?.message).toMatch(/There is no column 'hold' in .*'question', 'answer', 'held'/);
		const apart = { validationColumn: 'held', actions: { missingCell: 'drop' } } as const;
		const some = prepare([row(''), ...rows.slice(0, 20)], apart);
		expect(findingsOf(some, 'missingCell')).toEqual([]);
	});

	it('selects other rows with another seed', () => {
		const drawn = (seed: string) =>
			prepare(rows, { split: { validationShare: 0.2, seed } }).data.validation?.map(({ item }) => item);
		expect(drawn('x')).not.toEqual(drawn('y'));
	});

	it('reports a label without a row in the validation set', () => {
		const [finding] = findingsOf(prepare(rows, { validationColumn: 'held' }), 'labelWithoutValidation');
		expect(finding?.items).toEqual([
			0,
			1,
			2,
			...[...rows.keys()].filter((index) => index > 3 && index % 2 === 0),
		]);
		expect(finding?.message).toContain('2 labels have no row for validation');
	});

	it('reports inputs in both sets, and can drop them from training', () => {
		const both = [...rows, { ...row('question number 0', 'rare'), held: true }];
		expect(itemsOf(prepare(both, { validationColumn: 'held' }), 'inTrainingAndValidation')).toEqual([0]);
		const actions = { inTrainingAndValidation: 'drop', duplicate: 'off' } as const;
		expect(prepare(both, { validationColumn: 'held', actions }).dropped).toEqual([
			{ item: 0, check: 'inTrainingAndValidation' },
		]);
	});

	it('is not larger than the service allows', () => {
		const many = { examples: 10, freeExamples: 5, share: 0.1 };
		const prepared = prepare(rows, { validationColumn: 'held', limits: { validation: many } });
		expect(findingsOf(prepared, 'tooManyValidationExamples')[0]?.message).toContain(
			'There are 20 validation examples to 180 training examples, and the limit is 10.',
		);
	});

	it('leaves rows for training', () => {
		const all = rows.map((one) => ({ ...one, held: 'Yes' }));
		expect(findingsOf(prepare(all, { validationColumn: 'held' }), 'noExamples')[0]?.message).toMatch(
			/All rows are marked for validation/,
		);
	});
});

it('reports too few examples, and that all rows are dropped', () => {
	expect(findingsOf(prepare([row('a'), row('b')]), 'tooFewExamples')).toMatchObject([{ action: 'report' }]);
	const none = prepare([row(''), row(' ')], { actions: { emptyCell: 'drop' } });
	expect(findingsOf(none, 'noExamples')).toMatchObject([{ action: 'stop' }]);
});

it('the page about datasets lists the default of every check with a choice', () => {
	const page = readFileSync(resolve(__dirname, '../../../../../docs/dataset.md'), 'utf8');
	const table = page.slice(page.indexOf('| check | default |'), page.indexOf('## Report'));
	const listed = [...table.matchAll(/^\| (.+) \| (Stop|Drop|Fix|Report|Off) \|$/gm)].flatMap(
		([, titles = '', action = '']) => titles.split(', ').map((title) => `${title}: ${action.toLowerCase()}`),
	);
	const adjustable = checkNames.map((name) => checks[name]).filter(({ actions }) => actions.length > 1);
	expect(listed.sort()).toEqual(adjustable.map((check) => `${check.title}: ${check.default}`).sort());
});
