import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Capabilities } from '../shared/google/capabilities';
import type { Content, GenerateContentRequest, GenerationConfig } from '../shared/google/generation/content';
import { characters } from '../shared/domain/characters';
import { count } from '../shared/domain/count';
import { defined } from '../shared/domain/defined';
import { readSafetySettings } from '../shared/panel/generation/safetyOptions';
import { readSampling } from '../shared/panel/generation/samplingOptions';
import { readThinking } from '../shared/panel/generation/thinkingOptions';
import { readLabels } from '../shared/panel/labelFields';
import { readStructure } from './structure';
import { asChoice, asNumber, asText, entriesOf, readRequiredText } from '../shared/panel/parameters';

const roles = ['model', 'user'] as const;

/**
 * Reads one item's prompt and settings. Omits settings that aren't added.
 *
 * @throws NodeOperationError with the item for an empty or long prompt, and for values of the wrong type
 */
export function readRequest(
	ctx: IExecuteFunctions,
	itemIndex: number,
	{ promptLength }: Capabilities,
): GenerateContentRequest {
	const options = ctx.getNodeParameter('options', itemIndex, {});
	const contents = [
		...readEarlierMessages(ctx, options, itemIndex),
		toContent('user', readRequiredText(ctx, 'prompt', 'Prompt', itemIndex)),
	];
	refuseTooLong(ctx, contents, promptLength, itemIndex);
	const safetySettings = readSafetySettings(options);
	const generationConfig = readGenerationConfig(ctx, options, itemIndex);
	const instruction = asText(ctx, options.systemInstruction, 'System Instruction', itemIndex);
	const labels = readLabels(ctx, options, itemIndex);
	return {
		contents,
		...(instruction.trim() !== '' && { systemInstruction: { parts: [{ text: instruction }] } }),
		...(labels && { labels }),
		...(safetySettings.length > 0 && { safetySettings }),
		...(Object.keys(generationConfig).length > 0 && { generationConfig }),
	};
}

function readEarlierMessages(ctx: IExecuteFunctions, options: IDataObject, itemIndex: number): Content[] {
	return entriesOf(options.earlierMessages, 'message').map(({ role, text }) => {
		const message = asText(ctx, text, 'Earlier Messages', itemIndex);
		if (message.trim() !== '') return toContent(asChoice(ctx, role, roles, 'Role', itemIndex), message);
		throw new NodeOperationError(
			ctx.getNode(),
			`A message in 'Earlier Messages' is empty [item ${itemIndex}]`,
			{
				itemIndex,
				description: 'Enter a text or remove the message.',
			},
		);
	});
}

function toContent(role: 'user' | 'model', text: string): Content {
	return { role, parts: [{ text }] };
}

function refuseTooLong(ctx: IExecuteFunctions, contents: Content[], limit: number, itemIndex: number): void {
	const length = contents
		.flatMap(({ parts }) => parts ?? [])
		.reduce((sum, { text }) => sum + characters(text ?? ''), 0);
	if (length <= limit) return;
	const [counted, allowed] = [length, limit].map(count);
	const message = `'Prompt' has ${counted} characters with all earlier messages, and the limit is ${allowed} [item ${itemIndex}]`;
	throw new NodeOperationError(ctx.getNode(), message, {
		itemIndex,
		description: 'Shorten the prompt, or split it over several items. Nothing was sent for this item.',
	});
}

function readGenerationConfig(
	ctx: IExecuteFunctions,
	options: IDataObject,
	itemIndex: number,
): GenerationConfig {
	const { candidateCount: count } = options;
	return defined({
		...readStructure(ctx, options, itemIndex),
		...readSampling(ctx, options, itemIndex),
		candidateCount: count === undefined ? undefined : asNumber(ctx, count, 'Candidate Count', itemIndex),
		thinkingConfig: readThinking(ctx, options, itemIndex),
	});
}
