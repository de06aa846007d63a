import type { GenerationConfig } from '../../google/generation/content';
import { ItemError } from '../../runtime/itemError';
import { takes } from '../apis';
import type { Field } from '../fields';
import { fieldOf, numberField } from '../fields';
import { asText } from '../parameters';

/** Google's limit (generative_service.proto, GenerationConfig.stop_sequences). */
const mostStopSequences = 5;

const stopSequencesName = 'Stop Sequences';

/** Value of Top K fields when added. Google's own default for current Gemini models (models.list, `topK`). */
export const defaultTopK = 64;

/** Settings for the choice of tokens and the end of a response. */
export const samplingFields = {
	frequencyPenalty: numberField({
		displayName: 'Frequency Penalty',
		name: 'frequencyPenalty',
		typeOptions: { minValue: -2, maxValue: 2, numberPrecision: 2 },
		default: 0,
		description:
			'Penalty for each token that grows with its number of uses in the response; negative values encourage repetition',
		needs: takes('frequencyPenalty'),
	}),
	maxOutputTokens: numberField({
		displayName: 'Maximum Output Tokens',
		name: 'maxOutputTokens',
		typeOptions: { minValue: 1 },
		default: 1024,
		description: 'Maximum number of tokens in the response, including thinking',
		needs: takes('maxOutputTokens'),
	}),
	presencePenalty: numberField({
		displayName: 'Presence Penalty',
		name: 'presencePenalty',
		typeOptions: { minValue: -2, maxValue: 2, numberPrecision: 2 },
		default: 0,
		description:
			'Penalty for each token that the response already contains; negative values encourage repetition',
		needs: takes('presencePenalty'),
	}),
	seed: numberField({
		displayName: 'Seed',
		name: 'seed',
		default: 0,
		description: 'Number that makes responses mostly repeatable with the same prompt and settings',
		needs: takes('seed'),
	}),
	stopSequences: fieldOf(
		{
			displayName: stopSequencesName,
			name: 'stopSequences',
			type: 'string',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Stop Sequence' },
			default: [],
			description: 'Up to five texts that end the response; the response omits them',
			needs: takes('stopSequences'),
		},
		toStopSequences,
	),
	temperature: numberField({
		displayName: 'Temperature',
		name: 'temperature',
		typeOptions: { minValue: 0, maxValue: 2, numberPrecision: 2 },
		default: 0,
		description: 'Randomness of the response; 0 always picks the likeliest token',
		needs: takes('temperature'),
	}),
	topK: numberField({
		displayName: 'Top K',
		name: 'topK',
		typeOptions: { minValue: 1 },
		default: defaultTopK,
		description: 'Number of likeliest tokens to pick from',
		needs: takes('topK'),
	}),
	topP: numberField({
		displayName: 'Top P',
		name: 'topP',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: 0.95,
		description: 'Total probability of the likeliest tokens to pick from',
		needs: takes('topP'),
	}),
} satisfies { [K in keyof GenerationConfig]: Field<GenerationConfig[K]> };

/** @throws ItemError for too many stop sequences */
function toStopSequences(given: unknown): string[] | undefined {
	const sequences = (Array.isArray(given) ? given : [given])
		.map((sequence) => asText(sequence, stopSequencesName))
		.filter((sequence) => sequence !== '');
	if (sequences.length <= mostStopSequences) return sequences.length > 0 ? sequences : undefined;
	throw new ItemError(
		`'${stopSequencesName}' has ${sequences.length} entries, and the limit is ${mostStopSequences}`,
		'Remove some stop sequences.',
	);
}
