/** For arbitrary keys and values in and beside messages: each key is used, or a finding names it. */
import fc from 'fast-check';
import type { Row } from '../../../../../nodes/shared/domain/dataset/preparation.ts';
import { prepare } from './recipeOf.ts';

const given = { seed: 20_261, numRuns: 300 };

const meaningful = [
	...[
		'system',
		'systemInstruction',
		'system_prompt',
		'tools',
		'functions',
		'tool_choice',
		'images',
		'audio',
		'video',
	],
	...[
		'chosen',
		'rejected',
		'completions',
		'preferred_output',
		'prompt',
		'input',
		'label',
		'id',
		'lang',
		'name',
	],
	...[
		'weight',
		'loss',
		'train',
		'mask',
		'thought',
		'reasoning_content',
		'tool_calls',
		'refusal',
		'cache_control',
	],
	...[
		'type',
		'value',
		'text',
		'parts',
		'from',
		'inlineData',
		'function_call',
		'signature',
		'__proto__',
		'toString',
	],
];
const key = fc.oneof(
	fc.constantFrom(...meaningful),
	fc.string({ minLength: 1 }),
	fc.string({ unit: 'binary', minLength: 1 }),
);
const value = fc.oneof(
	fc.string(),
	fc.integer(),
	fc.boolean(),
	fc.constant(null),
	fc.date(),
	fc.array(fc.oneof(fc.string(), fc.dictionary(key, fc.string(), { maxKeys: 2 })), { maxLength: 3 }),
	fc.dictionary(key, fc.oneof(fc.string(), fc.integer()), { maxKeys: 3 }),
);
const fields = fc.array(fc.tuple(key, value), { maxLength: 4 });

/** An object with the fields as own properties, `__proto__` included. */
const withFields = (object: object, added: Array<[string, unknown]>): Row =>
	Object.fromEntries([...added, ...Object.entries(object)]);

const isNothing = (held: unknown) =>
	held === null ||
	held === '' ||
	held === '[]' ||
	held === '{}' ||
	held === 'null' ||
	(typeof held === 'object' && held !== null && !(held instanceof Date) && Object.keys(held).length === 0);

/** Whether a key changes nothing: it is empty, a flag that is off, or a weight that every message has. */
const isNeutral = (name: string, held: unknown, role: 'user' | 'model' | undefined) => {
	if (isNothing(held)) return true;
	if (name === 'thought' || name === 'reasoning_content') return held === false;
	if (role === undefined || !['weight', 'loss', 'train', 'mask'].includes(name)) return false;
	if (typeof held === 'object') return false;
	const share = Number(held === 'true' ? true : held === 'false' ? false : held);
	return (name === 'mask' ? 1 - share : share) === (role === 'model' ? 1 : 0);
};

/** The instructions and texts of the examples, and the messages of all findings. */
const traceOf = (row: Row, preference: boolean) => {
	const { data, findings, dropped } = prepare([row], {
		reading: { form: 'messages', column: '', preference },
	});
	expect(data.examples.length + dropped.length).toBe(1);
	return { examples: data.examples, said: findings.map(({ message }) => message).join('\n') };
};

test('beside the messages', () => {
	fc.assert(
		fc.property(
			fields,
			fc.constantFrom('messages', 'conversations', 'contents'),
			fc.boolean(),
			(added, list, preference) => {
				const messages = [
					{ role: 'user', parts: [{ text: 'one' }] },
					{ role: 'model', parts: [{ text: 'two' }] },
				];
				const row = withFields({ [list]: messages }, added);
				const { examples, said } = traceOf(row, preference);
				for (const [name, held] of Object.entries(row)) {
					const isUsed = typeof held === 'string' && examples[0]?.systemInstruction?.includes(held);
					if (name === list || isNeutral(name, held, undefined) || isUsed) continue;
					if (preference && said.includes("'chosen'")) continue;
					if (/^system/i.test(name) && (typeof held === 'string' || said.includes('the system instruction')))
						continue;
					expect(said).toContain(`'${name}'`);
				}
			},
		),
		given,
	);
});

test('beside a conversation in a column', () => {
	fc.assert(
		fc.property(fields, fields, (outer, inner) => {
			const messages = [
				{ role: 'user', content: 'one' },
				{ role: 'assistant', content: 'two' },
			];
			const row = withFields({ chat: withFields({ messages }, inner) }, outer);
			const reading = { form: 'messages', column: 'chat', preference: false } as const;
			const said = prepare([row], { reading })
				.findings.map(({ message }) => message)
				.join('\n');
			for (const [name, held] of [...outer, ...inner]) {
				if (['chat', 'messages'].includes(name) || isNothing(held) || /^system/i.test(name)) continue;
				const last = [outer, inner].some((one) => one.findLast(([other]) => other === name)?.[1] === held);
				if (last) expect(said).toContain(`'${name}'`);
			}
		}),
		given,
	);
});

test.each(['user', 'model'] as const)('inside a message by the %s', (role) => {
	fc.assert(
		fc.property(fields, (added) => {
			const message = withFields({ role, content: 'text' }, added);
			const other = { role: role === 'user' ? 'model' : 'user', content: 'text' };
			const messages = role === 'user' ? [message, other] : [other, message];
			const { examples, said } = traceOf({ messages }, false);
			for (const [name, held] of Object.entries(message)) {
				if (['role', 'content'].includes(name) || isNeutral(name, held, role)) continue;
				if (name === 'type' && typeof held === 'string') expect(said).not.toBe('');
				else expect(said).toContain(`'${name}'`);
			}
			if (examples[0]) expect([examples[0].input, examples[0].output]).toEqual(['text', 'text']);
		}),
		given,
	);
});

test('inside a part', () => {
	fc.assert(
		fc.property(fields, (added) => {
			const part = withFields({ type: 'text', text: 'text' }, added);
			const { said } = traceOf(
				{
					messages: [
						{ role: 'user', content: [part] },
						{ role: 'assistant', content: 'two' },
					],
				},
				false,
			);
			if (said.includes("aren't trained: 'thought'")) return;
			for (const [name, held] of Object.entries(part)) {
				if (['type', 'text'].includes(name) || isNeutral(name, held, undefined)) continue;
				if (['parts', 'content'].includes(name) && Array.isArray(held)) continue;
				expect(said).toContain(`'${name}'`);
			}
		}),
		given,
	);
});
