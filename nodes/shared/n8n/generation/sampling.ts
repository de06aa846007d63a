import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { GenerationConfig } from '../../backend/content';
import { defined } from '../../domain/defined';
import type { ItemContext } from '../context';
import { asNumber, asText } from '../parameters';

/** Google takes no more (generative_service.proto, GenerationConfig.stop_sequences). */
const mostStopSequences = 5;

/** How the tokens of an answer are picked, and when it ends. */
export const samplingFields: INodeProperties[] = [
	{
		displayName: 'Frequency Penalty',
		name: 'frequencyPenalty',
		type: 'number',
		typeOptions: { minValue: -2, maxValue: 2, numberPrecision: 2 },
		default: 0,
		description: 'How much a token is avoided the more often it has been used already',
	},
	{
		displayName: 'Maximum Output Tokens',
		name: 'maxOutputTokens',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1024,
		description: 'After how many tokens the answer is cut off, thinking included',
	},
	{
		displayName: 'Presence Penalty',
		name: 'presencePenalty',
		type: 'number',
		typeOptions: { minValue: -2, maxValue: 2, numberPrecision: 2 },
		default: 0,
		description: 'How much a token is avoided once it has been used',
	},
	{
		displayName: 'Seed',
		name: 'seed',
		type: 'number',
		default: 0,
		description: 'With the same seed and settings, the same prompt mostly gets the same answer',
	},
	{
		displayName: 'Stop Sequences',
		name: 'stopSequences',
		type: 'string',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Stop Sequence' },
		default: [],
		description: 'Texts at which the answer ends before they are written, at most five',
	},
	{
		displayName: 'Temperature',
		name: 'temperature',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 2, numberPrecision: 2 },
		default: 0,
		description: 'How random the answer is; 0 always picks the likeliest token',
	},
	{
		displayName: 'Top K',
		name: 'topK',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 40,
		description: 'From how many of the likeliest tokens the next one is picked',
	},
	{
		displayName: 'Top P',
		name: 'topP',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: 0.95,
		description: 'From the likeliest tokens up to which share of probability the next one is picked',
	},
];

/**
 * What is not set is left out.
 *
 * @throws NodeOperationError for values of the wrong kind, and for too many stop sequences
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
	throw new NodeOperationError(ctx.getNode(), `There are too many 'Stop Sequences' [item ${itemIndex}]`, {
		itemIndex,
		description: `There are ${sequences.length}, and the limit is ${mostStopSequences}. Remove some.`,
	});
}
