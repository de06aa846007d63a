import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { TuningBackend } from '../shared/google/backend';
import type { Predecessor, StoredDataset, TuningSpec } from '../shared/google/tuning';
import { creationKey } from '../shared/domain/creationId';
import type { Dataset } from '../shared/domain/dataset/dataset';
import { toJobOutput } from '../shared/domain/jobOutput';
import type { Decision, RetrainingRule, Trace } from '../shared/domain/series';
import { decide, seriesId } from '../shared/domain/series';
import { asChoice, asNumber, asText, isDataObject } from '../shared/panel/parameters';

/** What is noted with a job, and the rule by which it may be spared. */
export interface Retraining {
	trace: Trace;
	/** Undefined where a job is wanted in any case. */
	rule: RetrainingRule | undefined;
}

/** @throws NodeOperationError when the rule cannot be used */
export function readRetraining(context: IExecuteFunctions, spec: TuningSpec): Retraining {
	const options = context.getNodeParameter('options', 0, {});
	const condition = readCondition(options);
	const name = asText(context, condition?.series, 'Series', 0).trim() || seriesName(spec);
	const series = name === undefined ? {} : { series: seriesId(name) };
	if (!condition || options.forceNew === true)
		return { trace: { ...series, comparable: condition !== undefined }, rule: undefined };
	if (name === undefined) throw noSeries(context);
	// An expression that finds nothing is no wish for the usual.
	const wanted = 'minimumRows' in condition ? condition.minimumRows : 1;
	const minimumRows = asNumber(context, wanted, 'Minimum Rows', 0);
	const { ifMissing = 'create' } = condition;
	const rule = {
		minimumRows,
		ifMissing: asChoice(context, ifMissing, ['create', 'skip'] as const, 'If Earlier Data Is Missing', 0),
	};
	return { trace: { ...series, ...runOf(context), comparable: true }, rule };
}

function readCondition({ createOnlyIfChanged }: IDataObject): IDataObject | undefined {
	if (!isDataObject(createOnlyIfChanged)) return undefined;
	const { condition } = createOnlyIfChanged;
	return isDataObject(condition) ? condition : undefined;
}

/** The display name and what is tuned; a tuned model to continue from changes from job to job. */
function seriesName({ displayName, source }: TuningSpec): string | undefined {
	if (!displayName) return undefined;
	return 'baseModel' in source ? `${displayName} ${source.baseModel}` : displayName;
}

/** Agents that run outside of workflows call a node without an execution. */
function runOf(context: IExecuteFunctions): Pick<Trace, 'run'> {
	const execution: string | undefined = context.getExecutionId();
	return execution ? { run: creationKey({ workflow: context.getWorkflow().id, execution }) } : {};
}

function noSeries(context: IExecuteFunctions): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		"'Create Only If Changed' needs to know which jobs retrain the same model",
		{ description: "Fill in 'Display Name', or 'Series' beside it. Nothing was created." },
	);
}

export interface Verdict {
	decision: Decision;
	previous: Predecessor | undefined;
}

/**
 * Whether a job is worth it. Undefined where it is wanted in any case: no rule was set, or the last job of the series was
 * started by this very execution, so that this is its retry.
 */
export async function judge(
	backend: TuningBackend,
	data: Dataset | StoredDataset,
	{ rule, trace: { series, run } }: Retraining,
): Promise<Verdict | undefined> {
	if (!rule || series === undefined) return undefined;
	const previous = await backend.lastOfSeries(series);
	if (previous && run !== undefined && previous.run === run) return undefined;
	const compared = await previous?.compare(data);
	return { decision: decide(rule, compared, nameOf(previous) ?? ''), previous };
}

/** How the decision shows in an item, of a job that was created and of one that was not alike. */
export function describeVerdict(verdict: Verdict | undefined): IDataObject {
	if (!verdict) return { skipped: false };
	return { ...verdict.decision, previousJob: nameOf(verdict.previous) };
}

/** In place of a job that was not created: the last one of the series, so that what follows has a model to work with. */
export function toSkipped(verdict: Verdict): IDataObject {
	return { ...(verdict.previous && toJobOutput(verdict.previous.job)), ...describeVerdict(verdict) };
}

function nameOf(previous: Predecessor | undefined): string | null {
	return previous?.job.name ?? previous?.job.tunedModel ?? null;
}
