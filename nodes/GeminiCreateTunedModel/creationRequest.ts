import type { IExecuteFunctions } from 'n8n-workflow';
import type { CreationKey, StoredDataset, TuningSpec } from '../shared/google/tuning';
import type { Finding } from '../shared/domain/finding';
import { defined } from '../shared/domain/defined';
import { readBucket } from '../shared/panel/bucketField';
import type { Connection } from '../shared/runtime/connect';
import { readLabels } from '../shared/panel/labelFields';
import { readBaseModel, tunedModelReader } from '../shared/panel/modelLocator';
import { asNumber, asText, readRequiredText, readText } from '../shared/panel/parameters';
import { checkSpec } from './checkSpec';
import type { PreparedRows } from './dataset/prepare';
import { prepareRows } from './dataset/prepare';
import { stops } from './dataset/summary';

/** All of the node's parameters are read for the first item: one run makes one job. */
const first = 0;

/** What is to be created, and everything that speaks against it. */
export interface CreationRequest {
	spec: TuningSpec;
	/** Rows that arrived, or where examples lie. */
	from: PreparedRows | StoredDataset;
	key: CreationKey;
	/** What must be mended before. */
	findings: Finding[];
}

export async function readRequest(
	context: IExecuteFunctions,
	connection: Connection,
): Promise<CreationRequest> {
	const { backend, project } = connection;
	const spec = await readSpec(context, connection);
	const stored = readStored(context);
	const from = stored ?? (await prepareRows(context, backend));
	const findings = 'findings' in from ? from.findings.filter(stops) : [];
	const isForced = context.getNodeParameter('options', first, {}).forceNew === true;
	// Agents that run outside of workflows call a node without an execution.
	const executionId: string | undefined = context.getExecutionId();
	const key = { project, ...(isForced && { forceNew: executionId }) };
	const forcing = isForced && !executionId ? [noExecution] : [];
	return { spec, from, key, findings: [...findings, ...checkSpec(spec, backend.supports), ...forcing] };
}

const noExecution: Finding = {
	message:
		"'Force New' works only in an execution of a workflow: without one, a repeat cannot be told from a new wish. Switch it off, or call a workflow that creates the model.",
};

/** Undefined where the examples arrive as items. */
export function readStored(context: IExecuteFunctions): StoredDataset | undefined {
	if (context.getNodeParameter('examplesFrom', first, 'items') !== 'storage') return undefined;
	const validationUri = readText(context, 'validationUri', 'Validation Data URI', first).trim();
	return {
		trainingUri: readRequiredText(context, 'trainingUri', 'Training Data URI', first).trim(),
		...(validationUri !== '' && { validationUri }),
	};
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
	adapterSize: 'Adapter Size',
	beta: 'Beta',
} as const;

export async function readSpec(context: IExecuteFunctions, connection: Connection): Promise<TuningSpec> {
	const settings = readSettings(context);
	const { checkpointId = '' } = context.getNodeParameter('options', first, {});
	const checkpoint = asText(context, checkpointId, 'Checkpoint ID', first).trim() || undefined;
	return { source: await readSource(context, connection, checkpoint), ...settings };
}

/** How is tuned, whatever is. */
export function readSettings(context: IExecuteFunctions): Omit<TuningSpec, 'source'> {
	const options = context.getNodeParameter('options', first, {});
	const number = (name: keyof typeof numberOptions) =>
		options[name] === undefined ? undefined : asNumber(context, options[name], numberOptions[name], first);
	const text = (name: string, label: string) =>
		asText(context, options[name], label, first).trim() || undefined;
	const flag = (name: string) => (options[name] === undefined ? undefined : options[name] === true);
	const isPreference = context.getNodeParameter('method', first, 'supervised') === 'preference';
	return defined({
		method: isPreference ? ('preference' as const) : undefined,
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
		adapterSize: number('adapterSize'),
		beta: number('beta'),
		exportLastCheckpointOnly: flag('exportLastCheckpointOnly'),
		labels: readLabels(context, options, first),
		serviceAccount: text('serviceAccount', 'Service Account'),
		kmsKeyName: text('kmsKeyName', 'Encryption Key'),
		bucket: readBucket(context, first) || undefined,
		createBucket: flag('createBucket'),
	});
}

async function readSource(
	context: IExecuteFunctions,
	connection: Connection,
	checkpointId: string | undefined,
): Promise<TuningSpec['source']> {
	if (context.getNodeParameter('tuneFrom', first) !== 'tunedModel')
		return { baseModel: readBaseModel(context, first) };
	const tunedModel = await tunedModelReader(context, connection)(first);
	return { tunedModel, ...defined({ checkpointId }) };
}
