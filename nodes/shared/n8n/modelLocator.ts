import type { INodeProperties } from 'n8n-workflow';
import { isResourceLocatorValue, NodeOperationError } from 'n8n-workflow';
import type { NamedModels } from '../backend/newest';
import { findNewest } from '../backend/newest';
import type { Api } from './apis';
import { shownFor } from './apis';
import type { Connection } from './connect';
import type { ItemContext } from './context';
import { readName, readRequiredText } from './parameters';

const newestMode = 'newest';

/** What a base model is picked for. */
type Purpose = 'tune' | 'ask';

const baseModelSearches: Readonly<Record<Purpose, string>> = {
	tune: 'searchBaseModels',
	ask: 'searchAskableModels',
};

/** What the same thing is called by each service. */
interface Words {
	idMode: string;
	exampleId: string;
	exampleName: string;
	namePattern: string;
	nameHint: string;
	/** Of a model that is tuned, and one that is asked. */
	exampleBaseModel: Readonly<Record<Purpose, string>>;
	/** What the list of base models holds. */
	baseModels: Readonly<Record<Purpose, string>>;
}

const words: Readonly<Record<Api, Words>> = {
	gemini: {
		idMode: 'By ID',
		exampleId: 'number-predictor-4tq7yx8b2k1m',
		exampleName: 'tunedModels/number-predictor-4tq7yx8b2k1m',
		namePattern: '.*tunedModels/[^/]+.*',
		nameHint: "It must contain 'tunedModels/' and an ID",
		exampleBaseModel: { tune: 'gemini-1.5-flash-001-tuning', ask: 'gemini-3.5-flash' },
		baseModels: {
			tune: 'The list holds those that Google offers for tuning at the moment.',
			ask: 'The list holds those that Google offers to this project.',
		},
	},
	vertex: {
		idMode: 'By Job ID',
		exampleId: '4567890123456789012',
		exampleName: 'projects/my-project/locations/us-central1/tuningJobs/4567890123456789012',
		namePattern: '.*(tuningJobs|models|endpoints)/\\d+.*',
		nameHint: "It must contain 'tuningJobs/', 'models/' or 'endpoints/' and a number",
		exampleBaseModel: { tune: 'gemini-3.5-flash', ask: 'gemini-3.5-flash' },
		baseModels: {
			tune: 'The list holds those this version of the package knows; newer ones can be given By ID.',
			ask: 'The list holds those that can be tuned; others can be given By ID.',
		},
	},
};

/** Parameters that hold a tuned model and a base model. */
export const tunedModelName = 'tunedModel';
const baseModelName = 'baseModel';
const tunedModelLabel = 'Tuned Model';
const baseModelLabel = 'Base Model';

/** What is different from node to node. */
type Change = Partial<Pick<INodeProperties, 'description' | 'displayOptions' | 'required'>>;

/** Picks one tuned model, at each service by its own names. The node registers `listSearch: { searchTunedModels }`. */
export function tunedModelLocators(change: Change = {}): INodeProperties[] {
	return [tunedModelLocator('gemini', change), tunedModelLocator('vertex', change)];
}

/** The same with a mode that finds the model when the workflow runs; for nodes that read with `tunedModelReader`. */
export function tunedModelLocatorsWithNewest(change: Change = {}): INodeProperties[] {
	return tunedModelLocators(change).map((locator) => ({
		...locator,
		modes: [...(locator.modes ?? []), ...(newestByName.modes ?? [])],
	}));
}

/** The same for one service alone. */
export function tunedModelLocator(api: Api, change: Change = {}): INodeProperties {
	const { idMode, exampleId, exampleName, namePattern, nameHint } = words[api];
	const locator: INodeProperties = {
		displayName: tunedModelLabel,
		name: tunedModelName,
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
			{ displayName: idMode, name: 'id', type: 'string', placeholder: `e.g. ${exampleId}` },
			{
				displayName: 'By Full Name or URL',
				name: 'name',
				type: 'string',
				hint: 'The resource name as other nodes put it out, or an address that contains it',
				placeholder: `e.g. ${exampleName}`,
				validation: [{ type: 'regex', properties: { regex: namePattern, errorMessage: nameHint } }],
			},
		],
	};
	return shownFor(api, { ...locator, ...change });
}

const newestByName: INodeProperties = {
	displayName: tunedModelLabel,
	name: tunedModelName,
	type: 'resourceLocator',
	default: { mode: newestMode, value: '' },
	modes: [
		{
			displayName: 'Newest by Name',
			name: newestMode,
			type: 'string',
			hint: 'A display name: the newest ready model of that name is used, so a retrained one needs no change here',
			placeholder: 'e.g. Number Predictor',
		},
	],
};

/** Picks one of Google's own models. The node registers the search of its purpose. */
export function baseModelLocators(
	purpose: Purpose,
	description: string,
	change: Change = {},
): INodeProperties[] {
	return [
		baseModelLocator('gemini', purpose, description, change),
		baseModelLocator('vertex', purpose, description, change),
	];
}

/** The same for one service alone. */
export function baseModelLocator(
	api: Api,
	purpose: Purpose,
	description: string,
	change: Change = {},
): INodeProperties {
	const { baseModels, exampleBaseModel } = words[api];
	const locator: INodeProperties = {
		displayName: baseModelLabel,
		name: baseModelName,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a base model …',
				typeOptions: { searchListMethod: baseModelSearches[purpose], searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${exampleBaseModel[purpose]}` },
		],
	};
	return shownFor(api, { ...locator, description: `${description}. ${baseModels[purpose]}`, ...change });
}

/**
 * A tuned model's ID, resource name or URL, as picked or typed.
 *
 * @throws NodeOperationError for a blank text, and for one that can't be a name
 */
export function readTunedModel(ctx: ItemContext, itemIndex: number): string {
	return readName(ctx, tunedModelName, tunedModelLabel, itemIndex);
}

/**
 * A base model's ID or resource name, as picked or typed.
 *
 * @throws NodeOperationError for a blank text, and for one that can't be a name
 */
export function readBaseModel(ctx: ItemContext, itemIndex: number): string {
	return readName(ctx, baseModelName, baseModelLabel, itemIndex);
}

/**
 * Reads the tuned model of an item as `readTunedModel` does, and looks up the newest model of a display name, each name once
 * in an execution.
 */
export function tunedModelReader(
	ctx: ItemContext,
	{ backend, project }: Pick<Connection, 'backend' | 'project'>,
): (itemIndex: number) => Promise<string> {
	const lookUps = new Map<string, Promise<NamedModels>>();
	return async (itemIndex) => {
		if (!isNewestMode(ctx, itemIndex)) return readTunedModel(ctx, itemIndex);
		const value = readRequiredText(ctx, tunedModelName, tunedModelLabel, itemIndex).trim();
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
	const states = all.map(({ tunedModel, name, state }) => `${tunedModel ?? name} is ${state}`).join(', ');
	return `Wait until one has succeeded, for example with the Gemini Wait for Tuning Trigger: ${states}.`;
}

function isNewestMode(ctx: ItemContext, itemIndex: number): boolean {
	const given = ctx.getNodeParameter(tunedModelName, itemIndex, '');
	return isResourceLocatorValue(given) && given.mode === newestMode;
}
