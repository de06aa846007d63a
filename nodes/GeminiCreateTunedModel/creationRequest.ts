import type { CreationKey, StoredDataset, TuningSpec } from '../shared/google/tuning';
import type { Finding } from '../shared/domain/finding';
import { defined } from '../shared/domain/defined';
import { flagField, optionalTextField, readOption, readOptions } from '../shared/panel/fields';
import { readBaseModel, tunedModelReader } from '../shared/panel/modelLocator';
import type { Call } from '../shared/panel/operations';
import { checkSpec } from './checkSpec';
import type { PreparedRows } from './dataset/prepare';
import { prepareRows } from './dataset/prepare';
import { stops } from './dataset/summary';
import type { Spending } from './estimateCost';
import { readSpending } from './estimateCost';
import { readStored } from './exampleFields';
import type { Retraining } from './retrain';
import { readRetraining } from './retrain';
import { tuneFrom } from './sourceFields';
import { readSettings } from './tuningSettings';
import { readTimeoutMs } from './wait';

export const checkpoint = optionalTextField({
	displayName: 'Checkpoint ID',
	name: 'checkpointId',
	default: '',
	placeholder: 'e.g. 2',
	description:
		'The checkpoint of the tuned model to continue from. When empty, the job continues from the finished model.',
	displayOptions: { show: { '/tuneFrom': ['tunedModel'] } },
	needs: ({ checkpoints }) => checkpoints,
});

export const forceNew = flagField({
	displayName: 'Force New',
	name: 'forceNew',
	default: false,
	description:
		'Whether to start a new job even if one with the same rows and settings exists. A retry of the same execution still starts only one job.',
});

/** All parameters of a creation. */
export interface CreationRequest {
	spec: TuningSpec;
	/** The checked rows, or examples in Cloud Storage. */
	from: PreparedRows | StoredDataset;
	key: CreationKey;
	/** Problems that must be fixed before the job starts. */
	findings: Finding[];
	spending: Spending;
	retraining: Retraining;
	/** How long to wait for the job; undefined to return right after its start. */
	timeoutMs: number | undefined;
}

/** Reads all parameters and the rows. One run creates one job, so the parameters come from the first item. */
export async function readRequest(call: Call): Promise<CreationRequest> {
	const { ctx, backend, project, itemIndex } = call;
	const options = readOptions(ctx, itemIndex);
	const isForced = forceNew.parse(options.forceNew);
	const timeoutMs = readTimeoutMs(ctx, itemIndex);
	const spending = readSpending(options);
	const spec = await readSpec(call);
	const retraining = readRetraining(call, options, spec, isForced);
	const from = readStored(ctx, itemIndex) ?? (await prepareRows(ctx, backend));
	// Agents outside of workflows call a node without an execution.
	const executionId: string | undefined = ctx.getExecutionId();
	const findings = [
		...('findings' in from ? from.findings.filter(stops) : []),
		...checkSpec(spec, backend.supports),
		...(isForced && !executionId ? [noExecution] : []),
	];
	const key = { project, ...(isForced && { forceNew: executionId }) };
	return { spec, from, key, findings, spending, retraining, timeoutMs };
}

const { displayName: forceNewName } = forceNew.property;

const noExecution: Finding = {
	message: `'${forceNewName}' only works in a workflow execution. Turn it off: without an execution ID, the node can't detect repeats. Or call a workflow that creates the model.`,
};

/** Reads the settings of the job and looks up its source model. */
export async function readSpec(call: Call): Promise<TuningSpec> {
	const settings = readSettings(call.ctx, call.itemIndex);
	return { source: await readSource(call), ...settings };
}

async function readSource({ ctx, itemIndex, ...connection }: Call): Promise<TuningSpec['source']> {
	if (tuneFrom.read(ctx, itemIndex) === 'baseModel') return { baseModel: readBaseModel(ctx, itemIndex) };
	const checkpointId = readOption(checkpoint, ctx, itemIndex);
	const tunedModel = await tunedModelReader(ctx, connection)(itemIndex);
	return { tunedModel, ...defined({ checkpointId }) };
}
