import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../package/packed.ts';

interface Message {
	ruleId: string;
	line: number;
	column: number;
	message: string;
}

/** A sentence with this number of words. */
const sentence = (words: number) => `Word ${'word '.repeat(words - 2)}end.\n`;

const nineteen = 'Short sentence.\n'.repeat(19);

const endpoint = 'nodes/GeminiTunedModel/endpoint.ts';
const code = readFileSync(join(root, endpoint), 'utf8');

/** Texts, by the file that each would be. */
const texts = {
	avoided: [
		'docs/page.md',
		'# The item tells it\n\nRows are left\nout. Nothing *is told* by `tell` and **Include Finished Jobs**.\n',
	],
	structure: [
		'docs/page.md',
		`- There is no bucket, and it is no longer here.
- This is no bucket.
- **settled matters** and [that it says](https://example.com/says)

| a | b |
|---|---|
| fine | learnt |
`,
	],
	tooLong: ['docs/page.md', `${nineteen}\n${sentence(41)}`],
	oneOfTwenty: ['docs/page.md', `${nineteen}\n${sentence(40)}`],
	twoOfTwentyOne: ['docs/page.md', `${nineteen}\n${sentence(31)}${sentence(31)}`],
	untouched: [endpoint, code],
	panel: [endpoint, code.replace("description: '", "description: 'Tell what is there: ")],
	thrown: ['nodes/shared/domain/count.ts', 'export const failed = (row: number) => `Row ${row} was told`;\n'],
	upward: [
		'nodes/shared/google/newestByName.ts',
		"import { connect } from '../runtime/connect';\nexport const connected = connect;\n",
	],
	fieldInRuntime: [
		'nodes/shared/runtime/sleep.ts',
		"import { locationField } from '../panel/locationField';\nexport const field = locationField;\n",
	],
	unshipped: [
		endpoint,
		"import { startEmulator } from '../../emulator/api';\nexport const start = startEmulator;\n",
	],
	cycle: [
		'nodes/shared/runtime/sleep.ts',
		"import { createTransport } from './transport';\nexport const create = createTransport;\n",
	],
} satisfies Record<string, [path: string, text: string]>;

let found: Record<keyof typeof texts, Message[]>;

beforeAll(async () => {
	const script = join(__dirname, 'lintTexts.mjs');
	const { stdout } = await run(process.execPath, [script, JSON.stringify(texts)], { cwd: root });
	found = JSON.parse(stdout);
});

const places = (messages: Message[]) => messages.map(({ line, column }) => [line, column]);

it('reports avoided words in docs, with their place and a better word', () => {
	expect(found.avoided).toEqual([
		{
			ruleId: 'prose/words',
			line: 1,
			column: 12,
			message: "'tells': write instead: show, report, list, include, estimate.",
		},
		expect.objectContaining({ ruleId: 'prose/words', line: 3, column: 10 }),
	]);
});

it('checks lists, tables, links and bold text, and accepts the exceptions of a word', () => {
	expect(places(found.structure)).toEqual([
		[2, 8],
		[3, 5],
		[3, 36],
		[7, 10],
	]);
});

it('reports a sentence over 40 words, and those over 30 words above a share of 5 %', () => {
	expect(found.tooLong).toEqual([
		{
			ruleId: 'prose/sentence-length',
			line: 21,
			column: 1,
			message: 'This sentence has 41 words. The limit is 40.',
		},
	]);
	expect(found.oneOfTwenty).toEqual([]);
	expect(places(found.twoOfTwentyOne)).toEqual([
		[21, 1],
		[22, 1],
	]);
});

it('reports avoided words in panel texts and messages', () => {
	expect(found.untouched).toEqual([]);
	expect(found.panel).toEqual([
		expect.objectContaining({ ruleId: 'texts/words', message: expect.stringContaining("'Tell'") }),
	]);
	expect(found.thrown).toEqual([expect.objectContaining({ ruleId: 'texts/words', line: 1 })]);
});

it('refuses imports against the direction of the layers, and cycles', () => {
	expect(found.upward.map(({ message }) => message)).toEqual([
		expect.stringContaining("nodes/shared/google/**/*.ts can't import from runtime/"),
	]);
	expect(found.fieldInRuntime.map(({ message }) => message)).toEqual([
		expect.stringContaining("nodes/shared/runtime/**/*.ts can't import from panel/"),
	]);
	expect(found.unshipped.map(({ message }) => message)).toEqual([
		expect.stringContaining("nodes/Gemini*/**/*.ts can't import from emulator/"),
	]);
	expect(found.cycle.map(({ ruleId }) => ruleId)).toEqual(['import-x/no-cycle']);
});
