import type { INodeProperties } from 'n8n-workflow';
import type { Capabilities } from '../../backend/capabilities';
import { shownWhere } from '../apis';

type Need = (supports: Capabilities) => boolean;

/** Whether the service takes a field of the request to generate. */
export function takes(name: string): Need {
	return ({ generation }) => generation.some((field) => field === name);
}

/** What an option needs of the service where that is not a field of its own name in the request. */
const sharedNeeds: Readonly<Record<string, Need>> = {
	checkpointId: ({ checkpoints }) => checkpoints,
	safetySettings: () => true,
	thinkingBudget: takes('thinkingConfig'),
	thinkingLevel: takes('thinkingConfig'),
};

/** The `options` of a node that asks a model. A setting that is not added is not sent: the model's own default holds then. */
export function generationOptions(
	entries: readonly INodeProperties[],
	ownNeeds: Readonly<Record<string, Need>> = {},
): INodeProperties {
	const needs = { ...sharedNeeds, ...ownNeeds };
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: entries
			.map((entry) => shownWhere(needs[entry.name] ?? takes(entry.name), entry))
			.sort((one, other) => (one.displayName < other.displayName ? -1 : 1)),
	};
}
