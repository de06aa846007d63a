/** Settings of a tuned model, for its creation and for later changes. */
import type { Can } from './apis';
import type { Field } from './fields';
import { fieldOf, numberField } from './fields';
import { defaultTopK } from './generation/samplingOptions';
import { asText } from './parameters';

/** Settings that apply to requests without settings of their own. @param needs capability for a field */
export function modelDefaults(needs: (name: 'temperature' | 'topK' | 'topP') => Can) {
	return {
		temperature: numberField({
			displayName: 'Default Temperature',
			name: 'temperature',
			typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
			default: 1,
			description: 'Randomness of responses if a request sets no temperature',
			needs: needs('temperature'),
		}),
		topK: numberField({
			displayName: 'Default Top K',
			name: 'topK',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: defaultTopK,
			description: 'Number of likeliest tokens to pick from if a request sets no Top K',
			needs: needs('topK'),
		}),
		topP: numberField({
			displayName: 'Default Top P',
			name: 'topP',
			typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
			default: 0.95,
			description: 'Total probability of the likeliest tokens to pick from if a request sets no Top P',
			needs: needs('topP'),
		}),
	};
}

const readersName = 'Reader Project Numbers';

export function readerProjectsField(description: string, needs: Can): Field<string[]> {
	return fieldOf(
		{
			displayName: readersName,
			name: 'readerProjectNumbers',
			type: 'string',
			default: '',
			placeholder: 'e.g. 123456789012, 210987654321',
			description,
			needs,
		},
		(value) =>
			asText(value, readersName)
				.split(/[\s,]+/)
				.filter(Boolean),
	);
}
