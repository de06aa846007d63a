import { startEmulator } from '../../../../emulator/api.ts';
import { countExamples } from '../../../../nodes/shared/google/generation/countExamples.ts';
import { seeTexts } from '../../../../nodes/shared/domain/tokens.ts';
import { vertexBackendAt } from '../../../vertexClient.ts';

test('a response without a number isn’t a count, so that no job looks free', async () => {
	const emulator = await startEmulator({ clock: 'held', seed: 1 });
	const backend = {
		...vertexBackendAt(emulator),
		countTokens: async () => await Promise.resolve({ totalTokens: 0 }),
	};
	const source = { baseModel: 'gemini-2.5-flash' };
	const examples = [{ item: 0, input: 'one', output: 'two' }];
	expect(await countExamples(backend, source, examples, seeTexts)).toBeUndefined();
	await emulator.close();
});
