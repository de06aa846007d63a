import { collect } from '../../../../nodes/shared/google/generation/collectStream';
import type { GenerateContentResponse } from '../../../../nodes/shared/google/generation/content';

async function* pieces(...responses: GenerateContentResponse[]) {
	yield* responses;
}

const text = (of: string, more: object = {}) => ({
	content: { role: 'model' as const, parts: [{ text: of }] },
	...more,
});

it('joins the pieces of a response', async () => {
	const usageMetadata = { promptTokenCount: 3, totalTokenCount: 7 };
	const answer = await collect(
		pieces(
			{
				candidates: [text('twenty ', { index: 0 })],
				usageMetadata: { promptTokenCount: 3 },
				modelVersion: 'm',
			},
			{ candidates: [text('three', { index: 0, finishReason: 'STOP' })], usageMetadata, responseId: 'r' },
		),
	);
	expect(answer).toEqual({
		candidates: [text('twenty three', { index: 0, finishReason: 'STOP' })],
		usageMetadata,
		modelVersion: 'm',
		responseId: 'r',
	});
});

it('separates candidates, thoughts and calls', async () => {
	const call = { functionCall: { name: 'look', args: {} } };
	const thought = { text: 'Hm', thought: true };
	const answer = await collect(
		pieces(
			{ candidates: [{ content: { parts: [thought] } }, text('b', { index: 1 })] },
			{ candidates: [{ content: { parts: [{ text: 'so' }] } }] },
			{ candidates: [{ content: { parts: [call] } }, text('c', { index: 1 })] },
		),
	);
	expect(answer.candidates?.map(({ content }) => content?.parts)).toEqual([
		[thought, { text: 'so' }, call],
		[{ text: 'bc' }],
	]);
});

it('returns a blocked prompt unchanged', async () => {
	const blocked = { promptFeedback: { blockReason: 'SAFETY' } };
	expect(await collect(pieces(blocked))).toEqual(blocked);
});
