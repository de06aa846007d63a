import type { INodeProperties } from 'n8n-workflow';
import { apiProperty, shownWhere } from '../shared/n8n/apis';
import { askedModelProperties, checkpointField } from '../shared/n8n/askedModel';
import { authenticationProperty } from '../shared/n8n/authentication';
import { generationOptions } from '../shared/n8n/generation/options';
import { safetySettingsField } from '../shared/n8n/generation/safety';
import { samplingFields } from '../shared/n8n/generation/sampling';
import { thinkingFields } from '../shared/n8n/generation/thinking';
import { triesFields, triesNeeds } from '../shared/n8n/generation/tries';
import { locationField } from '../shared/n8n/location';

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
	generationOptions(
		[checkpointField, ...samplingFields, safetySettingsField, ...thinkingFields, ...triesFields],
		triesNeeds,
	),
];
