import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { TuningBackend } from '../shared/backend/backend';
import type { ExampleColumns, Finding } from '../shared/domain/checks';
import { checkExamples, checkValidationSize } from '../shared/domain/checks';
import type { Dataset } from '../shared/domain/dataset';
import { buildDataset } from '../shared/domain/dataset';
import { defined } from '../shared/domain/defined';
import { readExamples, takeApart } from '../shared/domain/examples';
import { asText, readRequiredText } from '../shared/n8n/parameters';

/** The examples in all input items, and everything that speaks against them. */
export function readDataset(
	context: IExecuteFunctions,
	backend: TuningBackend,
): { data: Dataset; findings: Finding[] } {
	const columns = readColumns(context);
	// An upstream node without rows can put out one empty item ('Always Output Data').
	const rows = context.getInputData().map(({ json }) => json);
	const read = rows.every((row) => Object.keys(row).length === 0)
		? { examples: [], findings: [] }
		: readExamples(rows, columns);
	const data = datasetOf(read.examples, rows, readOptionalColumn(context, 'validationColumn'));
	if (read.examples.length === 0 && read.findings.length > 0) return { data, findings: read.findings };
	const { dataset } = backend.supports;
	const findings = [
		...read.findings,
		...nothingToLearn(data),
		...checkExamples(read.examples, columns, dataset, backend.bytesOf(data)),
		...checkValidationSize(data.examples.length, data.validation?.length ?? 0, dataset.validation),
	];
	return { data, findings };
}

function nothingToLearn({ examples, validation }: Dataset): Finding[] {
	if (examples.length > 0 || !validation) return [];
	return [
		{
			message: "All rows are marked for validation by 'Validation Column'. Leave some to learn from.",
			items: [],
		},
	];
}

function datasetOf(examples: Dataset['examples'], rows: IDataObject[], column: string | undefined): Dataset {
	if (column === undefined) return buildDataset(examples);
	const { training, validation } = takeApart(examples, rows, column);
	return buildDataset(training, validation);
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
