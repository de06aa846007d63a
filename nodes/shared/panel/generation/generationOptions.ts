import type { INodeProperties } from 'n8n-workflow';
import type { Capabilities } from '../../google/capabilities';
import { shownWhere } from '../apis';

type Need = (supports: Capabilities) => boolean;

/** Whether the service accepts a field of the generation request. */
export function takes(name: string): Need {
	return ({ generation }) => generation.some((field) => field === name);
}

/** Capabilities for options that aren't request fields of the same name. */
const sharedNeeds: Readonly<Record<string, Need>> = {
	checkpointId: ({ checkpoints }) => checkpoints,
	safetySettings: () => true,
	thinkingBudget: takes('thinkingConfig'),
	thinkingLevel: takes('thinkingConfig'),
};

/** The `options` of a node that sends prompts. Without a setting, the model's own default applies. */
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
