/** Fields for the model to tune. */
import { choiceField } from '../shared/panel/fields';
import { baseModelLocators, tunedModelLocatorsWithNewest } from '../shared/panel/modelLocator';

export const tuneFrom = choiceField({
	displayName: 'Tune From',
	name: 'tuneFrom',
	noDataExpression: true,
	options: [
		{ name: 'Base Model', value: 'baseModel', description: 'Start from one of Google’s models' },
		{ name: 'Tuned Model', value: 'tunedModel', description: 'Continue from a model that is already tuned' },
	],
	default: 'baseModel',
});

export const sourceFields = [
	tuneFrom.property,
	...baseModelLocators('tune', 'The model to tune', {
		displayOptions: { show: { tuneFrom: ['baseModel'] } },
	}),
	...tunedModelLocatorsWithNewest({
		description: 'The tuned model to continue from',
		displayOptions: { show: { tuneFrom: ['tunedModel'] } },
	}),
];
