import type { INodeProperties } from 'n8n-workflow';
import { apiProperty, shownWhere } from '../shared/panel/apis';
import { askedModelProperties, checkpointField } from '../shared/panel/askedModel';
import { authenticationProperty } from '../shared/runtime/authentication';
import { optionsField, propertiesOf } from '../shared/panel/fields';
import { safetySettingsField } from '../shared/panel/generation/safetyOptions';
import { samplingFields } from '../shared/panel/generation/samplingOptions';
import { thinkingFields } from '../shared/panel/generation/thinkingOptions';
import { triesFields } from '../shared/panel/generation/retryOptions';
import { locationField } from '../shared/panel/locationField';

const noTools = shownWhere(({ chat }) => !chat.tunedModel.functions, {
	displayName:
		"Tuned models of the Gemini API can't call tools. For an AI Agent, choose a base model or set 'API' to 'Vertex AI'.",
	name: 'noTools',
	type: 'notice',
	default: '',
	displayOptions: { show: { ask: ['tunedModel'] } },
} satisfies INodeProperties);

export const properties: INodeProperties[] = [
	authenticationProperty,
	apiProperty,
	locationField,
	...askedModelProperties,
	noTools,
	optionsField(
		propertiesOf({
			checkpointField,
			...samplingFields,
			safetySettingsField,
			...thinkingFields,
			...triesFields,
		}),
	),
];
