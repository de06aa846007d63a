import type { GenerateContentResponse } from '../../../../nodes/shared/google/generation/content';
import { generateContentResponse } from '../../../../nodes/shared/google/generation/content';
import { demand } from '../../../../nodes/shared/google/http/shape';
import { toAnswer } from '../../../../nodes/shared/google/generation/toAnswer';

const noUsage = { promptTokens: null, outputTokens: null, thoughtTokens: null, totalTokens: null };
const said = (text: string, more: object = {}) => ({
	content: { role: 'model' as const, parts: [{ text }] },
	...more,
});

it('reads a response of the tuned models of 2024, without usage', () => {
	const harmless = [{ category: 'HARM_CATEGORY_HARASSMENT', probability: 'NEGLIGIBLE' }];
	const response: GenerateContentResponse = {
		candidates: [said('LXIV', { finishReason: 'STOP', index: 0, safetyRatings: harmless })],
		promptFeedback: { safetyRatings: harmless },
	};
	expect(toAnswer(response)).toEqual({
		text: 'LXIV',
		finishReason: 'STOP',
		blocked: false,
		blockReason: null,
		explanation: null,
		usage: noUsage,
		modelVersion: null,
		candidates: [],
	});
});

it('joins the parts of a text without thoughts', () => {
	const parts = [{ text: 'hm', thought: true }, { text: 'twenty ' }, {}, { text: 'three' }];
	expect(toAnswer({ candidates: [{ content: { parts }, finishReason: 'STOP' }] }).text).toBe('twenty three');
});

it('reports the counted tokens', () => {
	const usageMetadata = { promptTokenCount: 4, thoughtsTokenCount: 30, totalTokenCount: 36 };
	expect(toAnswer({ candidates: [said('x')], usageMetadata, modelVersion: 'm-1' })).toMatchObject({
		usage: { promptTokens: 4, outputTokens: null, thoughtTokens: 30, totalTokens: 36 },
		modelVersion: 'm-1',
	});
});

const incomplete: Array<[string, GenerateContentResponse]> = [
	['nothing at all', {}],
	['no candidates', { candidates: [] }],
	['an empty candidate', { candidates: [{}] }],
	['an empty content', { candidates: [{ content: {} }] }],
	['no parts', { candidates: [{ content: { role: 'model' }, finishReason: 'STOP' }] }],
	['an empty list of parts', { candidates: [{ content: { parts: [] }, finishReason: 'STOP' }] }],
	['a part without text', { candidates: [{ content: { parts: [{}] } }] }],
	['an empty text', { candidates: [said('')] }],
	['empty feedback and usage', { promptFeedback: {}, usageMetadata: {} }],
];

it.each([
	'{"candidates":null,"promptFeedback":null,"usageMetadata":null}',
	'{"candidates":[null]}',
	'{"candidates":[{"content":{"parts":[null]},"finishReason":null,"safetyRatings":[null]}]}',
])('reads null as absent, as gateways may send it: %s', (json) => {
	const answer = toAnswer(demand(generateContentResponse, JSON.parse(json)));
	expect(answer).toMatchObject({ text: '', finishReason: null, blocked: false, usage: noUsage });
	expect(answer.explanation).toMatch(/returned no response|finished without any text/);
});

it.each(incomplete)('reports the missing text: %s', (_name, response) => {
	const answer = toAnswer(response);
	expect(answer).toMatchObject({ text: '', blocked: false, blockReason: null, usage: noUsage });
	expect(answer.explanation).toMatch(/returned no response|finished without any text/);
});

it.each(['SAFETY', 'OTHER', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'A_REASON_OF_TOMORROW'])(
	'takes a prompt blocked for %s as blocked',
	(blockReason) => {
		const safetyRatings = [{ category: 'HARM_CATEGORY_HARASSMENT', probability: 'HIGH', blocked: true }];
		expect(toAnswer({ promptFeedback: { blockReason, safetyRatings } })).toMatchObject({
			text: '',
			finishReason: null,
			blocked: true,
			blockReason,
			explanation: `Google blocked the prompt: ${blockReason} (HARASSMENT HIGH).`,
		});
	},
);

it.each(['SAFETY', 'RECITATION', 'LANGUAGE', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'IMAGE_SAFETY'])(
	'reads a response with %s as blocked',
	(finishReason) => {
		const answer = toAnswer({ candidates: [{ finishReason }] });
		expect(answer).toMatchObject({ text: '', blocked: true, blockReason: finishReason, finishReason });
		expect(answer.explanation).toMatch(/^Google blocked the response: it/);
	},
);

it('keeps the part of a text that came before it was blocked', () => {
	const answer = toAnswer({ candidates: [said('once upon', { finishReason: 'RECITATION' })] });
	expect(answer).toMatchObject({ text: 'once upon', blocked: true, blockReason: 'RECITATION' });
});

it('reads a blocking rating as a block', () => {
	const safetyRatings = [{ category: 'HARM_CATEGORY_HARASSMENT', blocked: true }];
	expect(toAnswer({ candidates: [{ safetyRatings }] })).toMatchObject({
		blocked: true,
		blockReason: 'SAFETY',
	});
});

it.each([
	['twenty', {}, /cut off at the token limit/],
	['', {}, /reached before any text was written\. Raise/],
	['', { thoughtsTokenCount: 99 }, /used 99 tokens for thinking/],
])('explains the token limit after %j', (text, usageMetadata, explanation) => {
	const answer = toAnswer({ candidates: [said(text, { finishReason: 'MAX_TOKENS' })], usageMetadata });
	expect(answer).toMatchObject({ text, finishReason: 'MAX_TOKENS', blocked: false });
	expect(answer.explanation).toMatch(explanation);
});

it.each(['OTHER', 'MALFORMED_FUNCTION_CALL', 'A_REASON_OF_TOMORROW'])(
	'hands on %s without calling it blocked',
	(finishReason) => {
		expect(toAnswer({ candidates: [said('x', { finishReason })] })).toMatchObject({
			text: 'x',
			blocked: false,
			finishReason,
			explanation: `The model stopped with ${finishReason}.`,
		});
	},
);

it('returns the first usable candidate and lists all', () => {
	const candidates = [
		{ finishReason: 'SAFETY' },
		said('cut', { finishReason: 'RECITATION' }),
		said('whole', { finishReason: 'STOP' }),
	];
	expect(toAnswer({ candidates })).toMatchObject({
		text: 'whole',
		finishReason: 'STOP',
		blocked: false,
		candidates: [
			{ text: '', finishReason: 'SAFETY' },
			{ text: 'cut', finishReason: 'RECITATION' },
			{ text: 'whole', finishReason: 'STOP' },
		],
	});
});

it.each([
	[[{ executableCode: { language: 'PYTHON', code: '1' } }], 'code (PYTHON)'],
	[[{ codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } }], 'the output of code'],
	[[{ inlineData: { mimeType: 'image/png', data: 'AA==' } }], 'a file (image/png)'],
	[[{ fileData: { fileUri: 'gs://a/b' } }], 'a file'],
	[[{ functionCall: { name: 'look', args: {} } }], "a call of the function 'look'"],
	[[{ text: 'Hm', thought: true }], 'thoughts'],
	[
		[{ executableCode: {} }, { codeExecutionResult: {} }, { executableCode: {} }, { text: '' }],
		'code and the output of code',
	],
])('names what a response without text contains: %j', (parts, others) => {
	const { text, explanation } = toAnswer({ candidates: [{ content: { parts }, finishReason: 'STOP' }] });
	expect(text).toBe('');
	expect(explanation).toBe(`The response contains no text, only ${others}.`);
});
