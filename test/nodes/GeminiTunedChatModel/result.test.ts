import type { GenerateContentResponse } from '../../../nodes/shared/google/generation/content';
import { generateContentResponse } from '../../../nodes/shared/google/generation/content';
import { demand } from '../../../nodes/shared/google/http/shape';
import { toChunks, toResult } from '../../../nodes/GeminiTunedChatModel/chatResult';

function read(json: string): GenerateContentResponse {
	return demand(generateContentResponse, JSON.parse(json));
}

/** As proxies and gateways in Google's place write it: null where Google leaves a field out. */
const withNulls = read(`{
	"candidates": [{
		"content": { "parts": [
			null,
			{ "text": "Looking.", "functionCall": null },
			{ "text": null, "functionCall": { "id": null, "name": "stock", "args": null }, "thoughtSignature": null }
		] },
		"finishReason": "STOP"
	}],
	"promptFeedback": null,
	"usageMetadata": null
}`);

const id = expect.stringMatching(/^gemini-\w+\.0$/);

it('accepts null for missing values', () => {
	expect(toResult(withNulls, [])).toMatchObject({
		finishReason: 'tool-calls',
		usage: { totalTokens: 0 },
		message: {
			content: [
				{ type: 'text', text: 'Looking.' },
				{ type: 'tool-call', toolName: 'stock', toolCallId: id, input: '{}' },
			],
		},
	});
});

it('accepts null for missing values in a stream', async () => {
	async function* pieces() {
		yield await Promise.resolve(withNulls);
	}
	const chunks = [];
	for await (const chunk of toChunks(pieces(), [])) chunks.push(chunk);
	expect(chunks).toEqual([
		{ type: 'text-delta', delta: 'Looking.' },
		{ type: 'tool-call-delta', id, name: 'stock', argumentsDelta: '{}' },
		expect.objectContaining({ type: 'finish', finishReason: 'tool-calls' }),
	]);
});

it('counts thinking as output tokens, as Google bills it', () => {
	const usageMetadata = { promptTokenCount: 2, candidatesTokenCount: 3, thoughtsTokenCount: 40 };
	const candidates = [
		{ content: { role: 'model' as const, parts: [{ text: 'Four.' }] }, finishReason: 'STOP' },
	];
	expect(toResult({ candidates, usageMetadata }, []).usage).toMatchObject({
		promptTokens: 2,
		completionTokens: 43,
		totalTokens: 45,
	});
});

const call = { functionCall: { name: 'stock', args: { id: 1 } } };
const calling = (finishReason?: string, part: object = call) =>
	read(
		JSON.stringify({ candidates: [{ content: { parts: [part] }, ...(finishReason && { finishReason }) }] }),
	);

async function chunksOf(...pieces: GenerateContentResponse[]) {
	async function* arriving() {
		yield* await Promise.resolve(pieces);
	}
	const chunks: object[] = [];
	const end: unknown = await (async () => {
		for await (const chunk of toChunks(arriving(), [])) chunks.push(chunk);
	})().catch((error: unknown) => error);
	return { chunks, end };
}

describe.each([
	'MALFORMED_FUNCTION_CALL',
	'MALFORMED_RESPONSE',
	'MISSING_THOUGHT_SIGNATURE',
	'OTHER',
	'TOO_MANY_TOOL_CALLS',
	'UNEXPECTED_TOOL_CALL',
	'A_REASON_OF_TOMORROW',
])('a tool call in a response that ended with %s', (finishReason) => {
	const error = {
		name: 'UnusableResponseError',
		message: `The model's tool call can't be run: ${finishReason}`,
	};

	it('is not handed to the agent', () => {
		expect(() => toResult(calling(finishReason), [])).toThrow(expect.objectContaining(error));
	});

	it('is not handed to the agent piece by piece, either', async () => {
		const { chunks, end } = await chunksOf(
			calling(),
			read(`{"candidates":[{"finishReason":"${finishReason}"}]}`),
		);
		expect(chunks).toEqual([]);
		expect(end).toMatchObject(error);
	});

	it('is judged by its own candidate', () => {
		const { candidates = [] } = calling(finishReason);
		const other = { index: 1, content: { parts: [{ text: 'yes' }] }, finishReason: 'STOP' };
		expect(() => toResult({ candidates: [...candidates, other] }, [])).toThrow(
			expect.objectContaining(error),
		);
	});
});

it("returns the reason and Google's message if a rejected response contains no call", () => {
	const finish = {
		finishReason: 'MALFORMED_FUNCTION_CALL',
		finishMessage: 'Malformed function call: stock(',
	};
	expect(() => toResult({ candidates: [finish] }, [])).toThrow(
		expect.objectContaining({
			message: "The model's tool call can't be run: MALFORMED_FUNCTION_CALL",
			description: 'The model stopped with MALFORMED_FUNCTION_CALL: Malformed function call: stock(',
		}),
	);
});

it.each([undefined, 'STOP', 'MAX_TOKENS', 'FINISH_REASON_UNSPECIFIED'])(
	'hands on a tool call where the reason is %s',
	async (finishReason) => {
		expect(toResult(calling(finishReason), [])).toMatchObject({ finishReason: 'tool-calls' });
		expect((await chunksOf(calling(finishReason))).chunks).toEqual([
			expect.objectContaining({ type: 'tool-call-delta', name: 'stock' }),
			expect.objectContaining({ type: 'finish' }),
		]);
	},
);

it('refuses a tool call without a name', () => {
	expect(() => toResult(calling('STOP', { functionCall: { args: {} } }), [])).toThrow('it has no tool name');
});

it('refuses a tool call whose arguments are no object', () => {
	const json = '{"candidates":[{"content":{"parts":[{"functionCall":{"name":"stock","args":"all"}}]}}]}';
	expect(() => read(json)).toThrow("'candidates[0].content.parts[0].functionCall.args' has the wrong type");
});
