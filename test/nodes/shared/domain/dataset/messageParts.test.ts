/** Fields and parts of messages: each is used, or a finding names it with its message and row. */
import type { Row } from '../../../../../nodes/shared/domain/dataset/preparation.ts';
import { findingsOf, itemsOf, prepare } from './recipeOf.ts';

const row = { reading: { form: 'messages', column: '', preference: false } } as const;
const ask = { role: 'user', content: 'one' };
const reply = { role: 'assistant', content: 'two' };
const counted = { item: 0, input: 'one', output: 'two' };
const run = (...messages: unknown[]) => prepare([{ messages }], row);
const second = (...messages: unknown[]) => prepare([{ messages: [ask, reply] }, { messages }], row);

describe('text', () => {
	it.each<[string, unknown]>([
		['a text', 'two'],
		["OpenAI's part", [{ type: 'text', text: 'two' }]],
		['a part without a type', [{ text: 'two' }]],
		["a part of OpenAI's Responses API", [{ type: 'output_text', text: 'two', annotations: [] }]],
		["an input part of OpenAI's Responses API", [{ type: 'input_text', text: 'two' }]],
		["LLaMA-Factory's part", [{ type: 'text', value: 'two' }]],
		['a list of texts', ['tw', 'o']],
		['one part instead of a list', { type: 'text', text: 'two' }],
		['a content of parts', { parts: [{ text: 'two' }] }],
		['parts with the nulls of a table', [{ type: 'text', text: 'two', image_url: null, tool_use: {} }]],
	])('is read as %s', (_, content) => {
		const prepared = run(ask, { role: 'assistant', content, tool_calls: null, refusal: null });
		expect(prepared.data.examples).toEqual([counted]);
		expect(prepared.findings.map(({ check }) => check)).toEqual(['tooFewExamples']);
	});

	it.each<[string, unknown, unknown]>([
		["OpenAI's", ask, reply],
		["ShareGPT's", { from: 'human', value: 'one' }, { from: 'gpt', value: 'two' }],
		["Gemini's", { role: 'user', parts: [{ text: 'one' }] }, { role: 'model', parts: [{ text: 'two' }] }],
		["LangChain's", { type: 'human', content: 'one' }, { type: 'ai', content: 'two' }],
		["OpenAI's Responses API", { type: 'message', ...ask }, { type: 'message', ...reply }],
		['capitals', { role: 'User', content: 'one' }, { role: ' Bot ', content: 'two' }],
		[
			'parts without a list',
			{ role: 'user', parts: { text: 'one' } },
			{ role: 'model', parts: { text: 'two' } },
		],
	])('is read from messages of %s', (_, one, other) => {
		expect(run(one, other).data.examples).toEqual([counted]);
	});
});

describe('parts and fields that carry meaning stop with their name, message and row', () => {
	it.each<[string, unknown]>([
		['image_url', [{ type: 'image_url', image_url: { url: 'https://example.com' } }]],
		[
			'input_image',
			[
				{ type: 'input_text', text: 'see' },
				{ type: 'input_image', image_url: 'x' },
			],
		],
		['input_audio', [{ type: 'input_audio', input_audio: { data: '' } }]],
		['image', [{ image: { format: 'png', source: {} } }, { text: 'see' }]],
		['tool_use', [{ type: 'tool_use', id: '1', name: 'f', input: {} }]],
		['tool_result', [{ type: 'tool_result', content: 'x' }]],
		['video_url', [{ type: 'video_url', value: 'a.mp4' }]],
		['refusal', [{ type: 'refusal', refusal: 'No.' }]],
		['fileData', [{ text: 'see', fileData: { fileUri: 'gs://a/b' } }]],
		['answer', { answer: 5 }],
		['number', 5],
		['number', ['see', 5]],
	])("part '%s'", (name, content) => {
		const prepared = second({ role: 'user', content }, reply);
		expect(findingsOf(prepared, 'unsupported')).toMatchObject([
			{ action: 'stop', items: [1], message: expect.stringMatching(/message 1 of item 1/) },
		]);
		expect(findingsOf(prepared, 'unsupported')[0]?.message).toContain(`'${name}'`);
		expect(prepared.dropped).toEqual([{ item: 1, check: 'unsupported' }]);
	});

	it.each<[string, unknown]>([
		['inlineData', { inlineData: { mimeType: 'image/png', data: 'AA==' } }],
		['inline_data', { inline_data: { mime_type: 'image/png', data: 'AA==' } }],
		['functionCall', { functionCall: { name: 'f', args: {} } }],
		['functionResponse', { functionResponse: { name: 'f', response: {} } }],
		['executableCode', { executableCode: { language: 'PYTHON', code: '1' } }],
	])("Gemini's part '%s'", (name, part) => {
		const contents = [
			{ role: 'user', parts: [{ text: 'one' }] },
			{ role: 'model', parts: [{ text: 'two' }, part] },
		];
		const [finding] = findingsOf(prepare([{ contents }], row), 'unsupported');
		expect(finding?.message).toContain(`'${name}'`);
		expect(finding?.message).toContain('message 2 of item 0');
	});

	it.each<[string, Row]>([
		['tool_calls', { tool_calls: [{ id: '1', function: { name: 'f' } }] }],
		['function_call', { function_call: { name: 'f' } }],
		['tool_call_id', { tool_call_id: '1' }],
		['audio', { audio: { id: '1' } }],
		['images', { images: ['a.png'] }],
		['refusal', { refusal: 'No.' }],
	])("field '%s'", (name, fields) => {
		const [finding] = findingsOf(second(ask, { ...reply, ...fields }), 'unsupported');
		expect(finding).toMatchObject({ action: 'stop', items: [1] });
		expect(finding?.message).toContain(`'${name}'`);
		expect(finding?.message).toContain('message 2 of item 1');
	});
});

describe('weighted messages', () => {
	it.each<[string, unknown]>([
		['weight', 0],
		['weight', 0.5],
		['weight', '0'],
		['loss_weight', 0],
		['loss', false],
		['train', false],
		['train_on_turn', false],
		['training', false],
		['mask', true],
		['trainable', 'false'],
	])('stop on an answer: %s %j', (name, value) => {
		const [finding] = findingsOf(second(ask, { ...reply, [name]: value }), 'unsupported');
		expect(finding).toMatchObject({ action: 'stop', items: [1] });
		expect(finding?.message).toContain(`'${name}'`);
	});

	it.each<[string, unknown]>([
		['weight', 1],
		['loss_weight', 1],
		['loss', true],
		['train', 'true'],
		['mask', false],
	])("don't matter if they change nothing: %s %j", (name, value) => {
		const question = { ...ask, [name]: typeof value === 'number' ? 0 : name === 'mask' };
		const prepared = run(question, { ...reply, [name]: value });
		expect(prepared.data.examples).toEqual([counted]);
		expect(prepared.findings.map(({ check }) => check)).toEqual(['tooFewExamples']);
	});

	it("are reported on a question, which isn't trained", () => {
		expect(findingsOf(run({ ...ask, weight: 1 }, reply), 'unusedFields')[0]?.message).toContain("'weight'");
	});
});

describe('other fields of messages and parts', () => {
	it('are named with the first message that has them', () => {
		const part = [{ type: 'text', text: 'two', cache_control: { type: 'ephemeral' }, citations: [1] }];
		const prepared = second({ ...ask, name: 'Ada' }, { role: 'assistant', content: part, annotations: [1] });
		const messages = findingsOf(prepared, 'unusedFields').map(({ message }) => message);
		expect(messages).toEqual([
			expect.stringMatching(/'name' and 'annotations'.*message 1 of item 1/),
			expect.stringMatching(/'cache_control' and 'citations'.*message 2 of item 1/),
		]);
		expect(prepared.data.examples).toHaveLength(2);
	});

	it("don't include a second content with the same text, and media in it stop", () => {
		const parts = [{ type: 'text', text: 'one' }];
		expect(run({ ...ask, parts }, reply).findings.map(({ check }) => check)).toEqual(['tooFewExamples']);
		const prepared = run({ ...ask, parts: [...parts, { type: 'file', url: 'data:' }] }, reply);
		expect(findingsOf(prepared, 'unsupported')[0]?.message).toContain("'file' in message 1 of item 0");
	});

	it('include a second text', () => {
		const prepared = run({ ...ask, text: 'other' }, { ...reply, content: [{ text: 'two', value: 'three' }] });
		const messages = findingsOf(prepared, 'unusedFields').map(({ message }) => message);
		expect(messages.join()).toMatch(/'text'.*'value'/);
	});
});

describe('thoughts', () => {
	it.each<[string, unknown]>([
		['thought', { role: 'model', parts: [{ text: 'Hm.', thought: true }, { text: 'two' }] }],
		[
			'thinking',
			{
				role: 'assistant',
				content: [
					{ type: 'thinking', thinking: 'Hm.', signature: 's' },
					{ type: 'text', text: 'two' },
				],
			},
		],
		[
			'redacted_thinking',
			{
				role: 'assistant',
				content: [
					{ type: 'redacted_thinking', data: 'x' },
					{ type: 'text', text: 'two' },
				],
			},
		],
		[
			'reasoningContent',
			{
				role: 'assistant',
				content: [{ reasoningContent: { reasoningText: { text: 'Hm.' } } }, { text: 'two' }],
			},
		],
		[
			'reasoning',
			{
				role: 'assistant',
				content: [
					{ type: 'reasoning', value: 'Hm.' },
					{ type: 'text', value: 'two' },
				],
			},
		],
		['reasoning_content', { ...reply, reasoning_content: 'Hm.' }],
		['reasoning', { ...reply, reasoning: 'Hm.' }],
		['thinking', { ...reply, thinking: 'Hm.' }],
	])("aren't trained: %s", (name, message) => {
		const prepared = run(ask, message);
		expect(prepared.data.examples).toEqual([counted]);
		expect(findingsOf(prepared, 'thoughts')).toMatchObject([
			{ action: 'fix', items: [0], message: expect.stringContaining(`'${name}'`) },
		]);
		const dropped = prepare([{ messages: [ask, message] }], { ...row, actions: { thoughts: 'drop' } });
		expect(dropped.dropped).toEqual([{ item: 0, check: 'thoughts' }]);
	});

	it('leave an answer empty if it contains nothing else', () => {
		const prepared = run(ask, { role: 'model', parts: [{ text: 'Hm.', thought: true }] });
		expect(findingsOf(prepared, 'emptyCell')[0]?.message).toContain('message 2 of item 0');
	});

	it('are a whole item of the Responses API', () => {
		const prepared = run(ask, { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] }, reply);
		expect(prepared.data.examples).toEqual([counted]);
		expect(itemsOf(prepared, 'thoughts')).toEqual([0]);
	});

	it.each(['<think>Hm.</think>two', '<thinking>\nHm.</thinking>\n\ntwo'])(
		'in tags are reported and kept: %j',
		(text) => {
			for (const prepared of [
				run(ask, { ...reply, content: text }),
				prepare([{ question: 'one', answer: text }]),
			]) {
				expect(prepared.data.examples[0]?.output).toBe(text);
				expect(findingsOf(prepared, 'thoughts')).toMatchObject([{ action: 'report', items: [0] }]);
			}
		},
	);
});

describe('roles and order', () => {
	it.each<[string, unknown]>([
		['tool', { role: 'tool', content: 'x' }],
		['function', { role: 'function', content: 'x' }],
		['observation', { from: 'observation', value: 'x' }],
		['function_call', { from: 'function_call', value: 'x' }],
		['narrator', { role: 'narrator', content: 'x' }],
	])("names the role '%s'", (name, message) => {
		const [finding, ...others] = findingsOf(second(ask, message, reply), 'unsupported');
		expect(finding).toMatchObject({ action: 'stop', items: [1] });
		expect(finding?.message).toMatch(/role/);
		expect(finding?.message).toContain(`'${name}'`);
		expect(finding?.message).toContain('message 2 of item 1');
		expect(others).toEqual([]);
	});

	it("names an item of OpenAI's Responses API that isn't a message", () => {
		const prepared = second(ask, { type: 'function_call', name: 'f' }, reply);
		expect(findingsOf(prepared, 'unsupported')).toMatchObject([
			{ items: [1], message: expect.stringMatching(/'function_call' in message 2 of item 1/) },
		]);
	});

	it.each<[string, unknown[], string, RegExp]>([
		['a message without a role', [{ content: 'one' }, reply], 'unsupported', /no role.*message 1 of item 1/],
		['a text instead of a message', ['one', reply], 'unsupported', /message 1 of item 1/],
		['an empty message', [{ role: 'user', content: ' ' }, reply], 'emptyCell', /message 1 of item 1/],
		['a message without content', [ask, { role: 'assistant' }], 'emptyCell', /message 2 of item 1/],
		['a message of null', [ask, { role: 'assistant', content: null }], 'emptyCell', /message 2 of item 1/],
		['only an instruction', [{ role: 'system', content: 'Hi' }], 'roleOrder', /no message.* item 1/],
		['an answer first', [reply, ask, reply], 'roleOrder', /first.*message 1 of item 1/],
		['a question last', [ask, reply, ask], 'roleOrder', /last.*message 3 of item 1/],
		['two questions', [ask, ask, reply], 'roleOrder', /same role.*message 2 of item 1/],
		[
			'a late instruction',
			[ask, { role: 'system', content: 'Hi' }, reply],
			'roleOrder',
			/system.*message 2 of item 1/,
		],
	])('finds %s', (_, messages, check, words) => {
		const prepared = second(...messages);
		const stopping = prepared.findings.filter(({ action }) => action === 'stop');
		expect(stopping).toMatchObject([{ check, items: [1], message: expect.stringMatching(words) }]);
		expect(prepared.dropped).toEqual([{ item: 1, check }]);
	});

	it('moves a late instruction to the beginning for the action fix', () => {
		const late = [ask, { role: 'system', content: 'Hi' }, reply];
		const prepared = prepare([{ messages: late }], { ...row, actions: { roleOrder: 'fix' } });
		expect(prepared.data.examples).toEqual([{ ...counted, systemInstruction: 'Hi' }]);
		expect(findingsOf(prepared, 'roleOrder')).toMatchObject([{ action: 'fix', items: [0] }]);
	});

	it('names all faults of a row', () => {
		const prepared = run({ role: 'user', content: [{ type: 'image' }] }, { ...reply, tool_calls: [1] });
		const messages = findingsOf(prepared, 'unsupported').map(({ message }) => message);
		expect(messages).toEqual([expect.stringContaining("'tool_calls'"), expect.stringContaining("'image'")]);
	});
});
