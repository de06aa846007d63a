import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { TuningBackend } from '../../shared/google/backend';
import { defined } from '../../shared/domain/defined';
import { checks } from '../../shared/domain/dataset/checkList';
import type {
	ColumnRule,
	ColumnType,
	ExampleColumns,
	Reading,
	Recipe,
	Split,
} from '../../shared/domain/dataset/preparation';
import {
	asChoice,
	asNumber,
	asText,
	byName,
	entriesOf,
	isDataObject,
	readRequiredText,
	readText,
} from '../../shared/panel/parameters';
import { adjustableChecks } from '../checkFields';

/** All items become one dataset, so the parameters of the first item apply. */
const first = 0;

/** How rows become a dataset, by the settings of the panel. */
export function readRecipe(ctx: IExecuteFunctions, backend: TuningBackend): Omit<Recipe, 'describe'> {
	const options = ctx.getNodeParameter('options', first, {});
	const text = (name: string, label: string) => asText(options[name], label).trim() || undefined;
	return {
		reading: readReading(ctx, text('systemInstructionColumn', 'System Instruction Column')),
		types: readTypes(ctx),
		...defined({
			systemInstruction: text('systemInstruction', 'System Instruction'),
			validationColumn: text('validationColumn', 'Validation Column'),
			split: readSplit(ctx, options),
		}),
		actions: readActions(ctx),
		limits: backend.supports.dataset,
		bytesOf: (data) => backend.bytesOf(data),
	};
}

type Part = 'input' | 'output' | 'chosen' | 'rejected';

const labels: Readonly<Record<Part, string>> = {
	input: 'Input',
	output: 'Output',
	chosen: 'Chosen',
	rejected: 'Rejected',
};

function readReading(ctx: IExecuteFunctions, instruction: string | undefined): Reading {
	const format: unknown = ctx.getNodeParameter('exampleFormat', first, 'columns');
	const isPreference = ctx.getNodeParameter('method', first, 'supervised') === 'preference';
	if (format === 'conversations') {
		return {
			form: 'messages',
			column: readText(ctx, 'conversationColumn', 'Conversation Column', first).trim(),
			preference: isPreference,
		};
	}
	const kind = format === 'templates' ? 'Template' : 'Column';
	const read = (part: Part) => readRequiredText(ctx, `${part}${kind}`, `${labels[part]} ${kind}`, first);
	const parts = {
		input: read('input'),
		...(isPreference ? { output: read('chosen'), rejected: read('rejected') } : { output: read('output') }),
	};
	return kind === 'Template'
		? { form: 'templates', templates: withInstruction(parts, instruction && `{${instruction}}`) }
		: { form: 'columns', columns: withInstruction(parts, instruction) };
}

function withInstruction(parts: ExampleColumns, systemInstruction: string | undefined): ExampleColumns {
	return { ...parts, ...defined({ systemInstruction }) };
}

const columnTypes: readonly ColumnType[] = ['boolean', 'date', 'number', 'text'];

function readTypes(ctx: IExecuteFunctions): Map<string, ColumnRule> {
	const entries = entriesOf(ctx.getNodeParameter('columnTypes', first, {}), 'column');
	const rules = entries.map(({ name, type = 'text', emptyMeansNull }): [string, ColumnRule] => [
		asText(name, 'Column').trim(),
		{
			type: asChoice(type, columnTypes, 'Type'),
			emptyMeansNull: emptyMeansNull === true,
		},
	]);
	return byName(rules, 'Column Types');
}

function readSplit(ctx: IExecuteFunctions, { validationSplit }: IDataObject): Split | undefined {
	const split = isDataObject(validationSplit) ? validationSplit['split'] : undefined;
	if (!isDataObject(split)) return undefined;
	const validationShare = asNumber(split['share'] ?? 0.1, 'Validation Share');
	if (validationShare < 0 || validationShare >= 1) {
		throw new NodeOperationError(ctx.getNode(), `'Validation Share' is ${validationShare}`, {
			description: 'Use a number from 0 to less than 1, such as 0.1 for a tenth of the rows.',
		});
	}
	return { validationShare, seed: asText(split['seed'], 'Split Seed') };
}

function readActions(ctx: IExecuteFunctions): Recipe['actions'] {
	const value: unknown = ctx.getNodeParameter('checks', first, {});
	const chosen = isDataObject(value) ? value : {};
	const actions = adjustableChecks
		.filter((name) => chosen[name] !== undefined)
		.map((name) => [name, asChoice(chosen[name], checks[name].actions, checks[name].title)]);
	return Object.fromEntries(actions);
}
