import type { INodeProperties } from 'n8n-workflow';
import { isResourceLocatorValue } from 'n8n-workflow';
import type { NamedModels } from '../google/newestByName';
import { findNewest } from '../google/newestByName';
import type { Api } from './apis';
import { shownFor } from './apis';
import type { Connection } from '../runtime/connect';
import type { ItemContext } from '../runtime/context';
import { ItemError, readItem } from '../runtime/itemError';
import { asName, readRequiredText, readText } from './parameters';

const newestMode = 'newest';

/** The purpose of a base model. */
type Purpose = 'tune' | 'ask';

const baseModelSearches: Readonly<Record<Purpose, string>> = {
	tune: 'searchBaseModels',
	ask: 'searchAskableModels',
};

/** Texts that differ between the services. */
interface Words {
	idMode: string;
	exampleId: string;
	exampleName: string;
	namePattern: string;
	nameHint: string;
	/** Example IDs by purpose. */
	exampleBaseModel: Readonly<Record<Purpose, string>>;
	/** Sentences about the list of base models, by purpose. */
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
			tune: 'The list shows the models that Google currently offers for tuning.',
			ask: 'The list shows the models that Google offers to this project.',
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
			tune: 'The list shows the models that this version of the package supports. Enter a newer model with By ID.',
			ask: 'The list shows models that you can tune. Enter another model with By ID.',
		},
	},
};

/** Names and labels of the parameters for a tuned model and a base model. */
export const tunedModelName = 'tunedModel';
const baseModelName = 'baseModel';
const tunedModelLabel = 'Tuned Model';
const baseModelLabel = 'Base Model';

/** Properties that differ between nodes. */
type Change = Partial<Pick<INodeProperties, 'description' | 'displayOptions' | 'required'>>;

/** Selects one tuned model, with one field per service. The node registers `listSearch: { searchTunedModels }`. */
export function tunedModelLocators(change: Change = {}): INodeProperties[] {
	return [tunedModelLocator('gemini', change), tunedModelLocator('vertex', change)];
}

/** `tunedModelLocators` with the mode Newest by Name, for nodes that read with `tunedModelReader`. */
export function tunedModelLocatorsWithNewest(change: Change = {}): INodeProperties[] {
	return tunedModelLocators(change).map((locator) => ({
		...locator,
		modes: [...(locator.modes ?? []), ...(newestByName.modes ?? [])],
	}));
}

/** `tunedModelLocators` for one service. */
export function tunedModelLocator(api: Api, change: Change = {}): INodeProperties {
	const { idMode, exampleId, exampleName, namePattern, nameHint } = words[api];
	const locator: INodeProperties = {
		displayName: tunedModelLabel,
		name: tunedModelName,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'The tuned model to use',
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
				hint: 'The resource name that other nodes return, or a URL that contains it',
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
			hint: 'The node uses the newest ready model with this display name',
			placeholder: 'e.g. Number Predictor',
		},
	],
};

/** Selects one of Google's models. The node registers the search of its purpose. */
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

/** `baseModelLocators` for one service. */
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
 * A tuned model's ID, resource name or URL.
 *
 * @throws ItemError for a blank or invalid name
 */
export function readTunedModel(ctx: ItemContext, itemIndex: number): string {
	return readName(ctx, tunedModelName, tunedModelLabel, itemIndex);
}

/**
 * A base model's ID or resource name.
 *
 * @throws ItemError for a blank or invalid name
 */
export function readBaseModel(ctx: ItemContext, itemIndex: number): string {
	return readName(ctx, baseModelName, baseModelLabel, itemIndex);
}

/** A base model's ID or resource name; undefined if the field is empty. */
export function readOptionalBaseModel(ctx: ItemContext, itemIndex: number): string | undefined {
	return readText(ctx, baseModelName, baseModelLabel, itemIndex).trim() || undefined;
}

function readName(ctx: ItemContext, name: string, label: string, itemIndex: number): string {
	return readItem(itemIndex, () => asName(readRequiredText(ctx, name, label, itemIndex), label));
}

/**
 * Reads an item's tuned model like `readTunedModel`, and looks up the newest model of a display name. Looks up each name once
 * per execution.
 *
 * @throws ItemError if no ready model has the display name
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
		throw new ItemError(`No tuned model named '${value}' is ready`, whyNone(found, project), itemIndex);
	};
}

function whyNone({ all }: NamedModels, project: string): string {
	if (all.length === 0) {
		const where = project ? ` in project '${project}'` : '';
		return `No tuned model${where} has this display name. Check the spelling, capital letters and spaces.`;
	}
	const states = all.map(({ tunedModel, name, state }) => `${tunedModel ?? name} is ${state}`).join(', ');
	return `Wait until a job succeeds, for example with the Gemini Wait for Tuning Trigger: ${states}.`;
}

function isNewestMode(ctx: ItemContext, itemIndex: number): boolean {
	const given = ctx.getNodeParameter(tunedModelName, itemIndex, '');
	return isResourceLocatorValue(given) && given.mode === newestMode;
}
