import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { isResourceLocatorValue, NodeOperationError } from 'n8n-workflow';
import type { NamedModels } from '../backend/newest';
import { findNewest } from '../backend/newest';
import type { Connection } from './connect';
import { readRequiredText } from './parameters';

const newestMode = 'newest';
const exampleId = 'number-predictor-4tq7yx8b2k1m';

/** Picks one tuned model. The node registers `listSearch: { searchTunedModels }`. */
export const tunedModelLocator: INodeProperties = {
	displayName: 'Tuned Model',
	name: 'tunedModel',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The tuned model to work with',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a tuned model …',
			typeOptions: { searchListMethod: 'searchTunedModels', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${exampleId}` },
		{
			displayName: 'By Full Name or URL',
			name: 'name',
			type: 'string',
			hint: 'The resource name as other nodes put it out, or an address that contains it',
			placeholder: `e.g. tunedModels/${exampleId}`,
			validation: [
				{
					type: 'regex',
					properties: {
						regex: '.*tunedModels/[^/]+.*',
						errorMessage: "It must contain 'tunedModels/' and an ID",
					},
				},
			],
		},
	],
};

/** The same with a mode that finds the model when the workflow runs. */
export const tunedModelLocatorWithNewest: INodeProperties = {
	...tunedModelLocator,
	modes: [
		...(tunedModelLocator.modes ?? []),
		{
			displayName: 'Newest by Name',
			name: newestMode,
			type: 'string',
			hint: 'A display name: the newest ready model of that name is used, so a retrained one needs no change here',
			placeholder: 'e.g. Number Predictor',
		},
	],
};

/** Picks what is tuned. The node registers `listSearch: { searchBaseModels }`. */
export const baseModelLocator: INodeProperties = {
	displayName: 'Base Model',
	name: 'baseModel',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The model to tune. The list holds those that Google offers for tuning at the moment.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a base model …',
			typeOptions: { searchListMethod: 'searchBaseModels', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. gemini-1.5-flash-001-tuning',
		},
	],
};

/** A tuned model's ID, resource name or URL, as picked or typed. */
export function readTunedModel(ctx: IExecuteFunctions, itemIndex: number): string {
	return readLocator(ctx, tunedModelLocator, itemIndex);
}

/** A base model's ID or resource name, as picked or typed. */
export function readBaseModel(ctx: IExecuteFunctions, itemIndex: number): string {
	return readLocator(ctx, baseModelLocator, itemIndex);
}

/**
 * Reads the tuned model of an item as `readTunedModel` does, and looks up the newest model of a display name, each name once
 * in an execution.
 */
export function tunedModelReader(
	ctx: IExecuteFunctions,
	{ backend, project }: Connection,
): (itemIndex: number) => Promise<string> {
	const lookUps = new Map<string, Promise<NamedModels>>();
	return async (itemIndex) => {
		const value = readTunedModel(ctx, itemIndex);
		if (!isNewestMode(ctx, itemIndex)) return value;
		const lookUp = lookUps.get(value) ?? findNewest(backend, value);
		lookUps.set(value, lookUp);
		const found = await lookUp;
		if (found.usable?.tunedModel) return found.usable.tunedModel;
		throw new NodeOperationError(
			ctx.getNode(),
			`There is no ready tuned model named '${value}' [item ${itemIndex}]`,
			{ itemIndex, description: whyNone(found, project) },
		);
	};
}

function whyNone({ all }: NamedModels, project: string): string {
	if (all.length === 0) {
		const where = project ? ` of the project '${project}'` : '';
		return `No tuned model${where} has that display name. Capital letters and spaces count.`;
	}
	const states = all.map(({ tunedModel, state }) => `${tunedModel} is ${state}`).join(', ');
	return `Wait until one has succeeded, for example with the Gemini Wait for Tuning Trigger: ${states}.`;
}

function isNewestMode(ctx: IExecuteFunctions, itemIndex: number): boolean {
	const given = ctx.getNodeParameter(tunedModelLocator.name, itemIndex, '');
	return isResourceLocatorValue(given) && given.mode === newestMode;
}

function readLocator(
	ctx: IExecuteFunctions,
	{ name, displayName }: INodeProperties,
	itemIndex: number,
): string {
	return readRequiredText(ctx, name, displayName, itemIndex).trim();
}
