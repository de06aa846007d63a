import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { GenerationConfig } from '../../google/generation/content';
import { defined } from '../../domain/defined';
import type { ItemContext } from '../../runtime/context';
import { asNumber, asText } from '../parameters';

/** Google's limit (generative_service.proto, GenerationConfig.stop_sequences). */
const mostStopSequences = 5;

/** Value of Top K fields when added. Google's own default for current Gemini models (models.list, `topK`). */
export const defaultTopK = 64;

/** Settings for the choice of tokens and the end of a response. */
export const samplingFields: INodeProperties[] = [
	{
		displayName: 'Frequency Penalty',
		name: 'frequencyPenalty',
		type: 'number',
		typeOptions: { minValue: -2, maxValue: 2, numberPrecision: 2 },
		default: 0,
		description:
			'Penalty for each token that grows with its number of uses in the response; negative values encourage repetition',
	},
	{
		displayName: 'Maximum Output Tokens',
		name: 'maxOutputTokens',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1024,
		description: 'Maximum number of tokens in the response, including thinking',
	},
	{
		displayName: 'Presence Penalty',
		name: 'presencePenalty',
		type: 'number',
		typeOptions: { minValue: -2, maxValue: 2, numberPrecision: 2 },
		default: 0,
		description:
			'Penalty for each token that the response already contains; negative values encourage repetition',
	},
	{
		displayName: 'Seed',
		name: 'seed',
		type: 'number',
		default: 0,
		description: 'Number that makes responses mostly repeatable with the same prompt and settings',
	},
	{
		displayName: 'Stop Sequences',
		name: 'stopSequences',
		type: 'string',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Stop Sequence' },
		default: [],
		description: 'Up to five texts that end the response; the response omits them',
	},
	{
		displayName: 'Temperature',
		name: 'temperature',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 2, numberPrecision: 2 },
		default: 0,
		description: 'Randomness of the response; 0 always picks the likeliest token',
	},
	{
		displayName: 'Top K',
		name: 'topK',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: defaultTopK,
		description: 'Number of likeliest tokens to pick from',
	},
	{
		displayName: 'Top P',
		name: 'topP',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: 0.95,
		description: 'Total probability of the likeliest tokens to pick from',
	},
];

/**
 * Reads the sampling settings; omits settings that aren't added.
 *
 * @throws NodeOperationError for values of the wrong type, and for too many stop sequences
 */
export function readSampling(ctx: ItemContext, options: IDataObject, itemIndex: number): GenerationConfig {
	const number = (name: keyof GenerationConfig, label: string) =>
		options[name] === undefined ? undefined : asNumber(ctx, options[name], label, itemIndex);
	return defined({
		frequencyPenalty: number('frequencyPenalty', 'Frequency Penalty'),
		maxOutputTokens: number('maxOutputTokens', 'Maximum Output Tokens'),
		presencePenalty: number('presencePenalty', 'Presence Penalty'),
		seed: number('seed', 'Seed'),
		stopSequences: readStopSequences(ctx, options.stopSequences, itemIndex),
		temperature: number('temperature', 'Temperature'),
		topK: number('topK', 'Top K'),
		topP: number('topP', 'Top P'),
	});
}

function readStopSequences(ctx: ItemContext, given: unknown, itemIndex: number): string[] | undefined {
	const sequences = (Array.isArray(given) ? given : [given])
		.map((sequence) => asText(ctx, sequence, 'Stop Sequences', itemIndex))
		.filter((sequence) => sequence !== '');
	if (sequences.length <= mostStopSequences) return sequences.length > 0 ? sequences : undefined;
	throw new NodeOperationError(
		ctx.getNode(),
		`'Stop Sequences' has ${sequences.length} entries, and the limit is ${mostStopSequences} [item ${itemIndex}]`,
		{
			itemIndex,
			description: 'Remove some stop sequences.',
		},
	);
}
