import type { IExecuteFunctions } from 'n8n-workflow';
import type { TuningBackend } from '../shared/backend/backend';
import type { Dataset } from '../shared/domain/dataset';
import { defined } from '../shared/domain/defined';
import type { Finding } from '../shared/domain/finding';
import { prepareDataset } from '../shared/domain/prepare/prepareDataset';
import type { ExampleColumns, Recipe } from '../shared/domain/prepare/recipe';
import { defaultTreatments } from '../shared/domain/prepare/treatments';
import { asText, readRequiredText } from '../shared/n8n/parameters';

/** The examples in all input items, and everything that speaks against them. */
export function readDataset(
	context: IExecuteFunctions,
	backend: TuningBackend,
): { data: Dataset; findings: Finding[] } {
	const rows = context.getInputData().map(({ json }) => json);
	const { data, findings } = prepareDataset(rows, readRecipe(context, backend));
	return { data, findings: findings.filter(({ treatment }) => treatment === 'stop') };
}

function readRecipe(context: IExecuteFunctions, { supports, bytesOf }: TuningBackend): Recipe {
	return {
		reading: { form: 'columns', columns: readColumns(context) },
		types: new Map(),
		treatments: defaultTreatments,
		limits: supports.dataset,
		bytesOf,
		...defined({ validationColumn: readOptionalColumn(context, 'validationColumn') }),
	};
}
function readColumns(context: IExecuteFunctions): ExampleColumns {
	const column = (name: string, label: string) => readRequiredText(context, name, label, 0);
	const isPreference = context.getNodeParameter('method', 0, 'supervised') === 'preference';
	return {
		input: column('inputColumn', 'Input Column'),
		...(isPreference
			? {
					output: column('chosenColumn', 'Chosen Column'),
					rejected: column('rejectedColumn', 'Rejected Column'),
				}
			: { output: column('outputColumn', 'Output Column') }),
		...defined({ systemInstruction: readOptionalColumn(context, 'systemInstructionColumn') }),
	};
}

const optionalColumns = {
	systemInstructionColumn: 'System Instruction Column',
	validationColumn: 'Validation Column',
} as const;

function readOptionalColumn(
	context: IExecuteFunctions,
	name: keyof typeof optionalColumns,
): string | undefined {
	const options = context.getNodeParameter('options', 0, {});
	return asText(context, options[name], optionalColumns[name], 0).trim() || undefined;
}
