import type { GenerateContentResponse } from '../../../nodes/shared/backend/content';
import { toChunks, toResult } from '../../../nodes/GeminiTunedChatModel/result';

/** As proxies and gateways in Google's place write it: null where Google leaves a field out. */
const withNulls: GenerateContentResponse = JSON.parse(`{
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

it('takes null for what is not there', () => {
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

it('takes null for what is not there in a stream, too', async () => {
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

it('tells thinking as tokens of the answer, as it is billed', () => {
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
