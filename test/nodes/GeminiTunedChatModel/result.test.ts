import type { GenerateContentResponse } from '../../../nodes/shared/backend/content';
import { toResult } from '../../../nodes/GeminiTunedChatModel/result';

it.each([
	'{}',
	'{"usageMetadata":null}',
	'{"usageMetadata":{"promptTokenCount":null,"candidatesTokenCount":null,"thoughtsTokenCount":null}}',
])('takes what is not told, or told as null, for no tokens: %s', (json) => {
	const told: GenerateContentResponse = JSON.parse(json);
	const parts = JSON.parse('[null,{"text":"yes","functionCall":null}]');
	const { usage, message } = toResult({ ...told, candidates: [{ content: { parts } }] }, []);
	expect(message.content).toEqual([{ type: 'text', text: 'yes' }]);
	expect(usage).toMatchObject({ promptTokens: 0, completionTokens: 0, totalTokens: 0 });
});
