import type { IExecuteFunctions } from 'n8n-workflow';
import type { CreationKey, TuningBackend, TuningSpec } from '../shared/backend/backend';
import type { Finding } from '../shared/domain/checks';
import { checkExamples } from '../shared/domain/checks';
import type { Dataset } from '../shared/domain/dataset';
import { buildDataset } from '../shared/domain/dataset';
import { defined } from '../shared/domain/defined';
import { readExamples } from '../shared/domain/examples';
import type { Connection } from '../shared/n8n/connect';
import { readBaseModel, tunedModelReader } from '../shared/n8n/modelLocator';
import { asNumber, asText, readRequiredText, readText } from '../shared/n8n/parameters';
import { checkSpec } from './checkSpec';

/** All of the node's parameters are read for the first item: one run makes one job. */
const first = 0;

/** What is to be created, and everything that speaks against it. */
export interface CreationRequest {
	spec: TuningSpec;
	data: Dataset;
	key: CreationKey;
	findings: Finding[];
}

export async function readRequest(
	context: IExecuteFunctions,
	connection: Connection,
): Promise<CreationRequest> {
	const { backend, project } = connection;
	const spec = await readSpec(context, connection);
	const { data, findings } = readData(context, backend);
	const isForced = context.getNodeParameter('options', first, {}).forceNew === true;
	// Agents that run outside of workflows call a node without an execution.
	const executionId: string | undefined = context.getExecutionId();
	const key = { project, ...(isForced && { forceNew: executionId }) };
	const forcing = isForced && !executionId ? [noExecution] : [];
	return { spec, data, key, findings: [...findings, ...checkSpec(spec, backend.supports), ...forcing] };
}

const noExecution: Finding = {
	message:
		"'Force New' works only in an execution of a workflow: without one, a repeat cannot be told from a new wish. Switch it off, or call a workflow that creates the model.",
	items: [],
};

function readData(
	context: IExecuteFunctions,
	backend: TuningBackend,
): { data: Dataset; findings: Finding[] } {
	const columns = {
		input: readRequiredText(context, 'inputColumn', 'Input Column', first),
		output: readRequiredText(context, 'outputColumn', 'Output Column', first),
	};
	// An upstream node without rows can put out one empty item ('Always Output Data').
	const rows = context.getInputData().map(({ json }) => json);
	const read = rows.every((row) => Object.keys(row).length === 0)
		? { examples: [], findings: [] }
		: readExamples(rows, columns);
	const data = buildDataset(read.examples);
	if (read.examples.length === 0 && read.findings.length > 0) return { data, findings: read.findings };
	const checked = checkExamples(read.examples, columns, backend.supports.dataset, backend.bytesOf(data));
	return { data, findings: [...read.findings, ...checked] };
}

/** Options that are numbers, with their labels on the panel. */
const numberOptions = {
	epochCount: 'Epochs',
	batchSize: 'Batch Size',
	learningRate: 'Learning Rate',
	learningRateMultiplier: 'Learning Rate Multiplier',
	temperature: 'Default Temperature',
	topP: 'Default Top P',
	topK: 'Default Top K',
} as const;

async function readSpec(context: IExecuteFunctions, connection: Connection): Promise<TuningSpec> {
	const options = context.getNodeParameter('options', first, {});
	const number = (name: keyof typeof numberOptions) =>
		options[name] === undefined ? undefined : asNumber(context, options[name], numberOptions[name], first);
	const text = (name: string, label: string) =>
		asText(context, options[name], label, first).trim() || undefined;
	const settings = defined({
		modelId: text('modelId', 'Model ID'),
		displayName: readText(context, 'displayName', 'Display Name', first).trim() || undefined,
		description: text('description', 'Description'),
		epochCount: number('epochCount'),
		batchSize: number('batchSize'),
		learningRate: number('learningRate'),
		learningRateMultiplier: number('learningRateMultiplier'),
		temperature: number('temperature'),
		topP: number('topP'),
		topK: number('topK'),
		readerProjectNumbers: text('readerProjectNumbers', 'Reader Project Numbers')
			?.split(/[\s,]+/)
			.filter(Boolean),
	});
	return { source: await readSource(context, connection), ...settings };
}

async function readSource(context: IExecuteFunctions, connection: Connection): Promise<TuningSpec['source']> {
	return context.getNodeParameter('tuneFrom', first) === 'tunedModel'
		? { tunedModel: await tunedModelReader(context, connection)(first) }
		: { baseModel: readBaseModel(context, first) };
}
