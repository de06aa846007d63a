import type { IDataObject } from 'n8n-workflow';
import type { TuningBackend } from '../shared/google/backend';
import type { Predecessor, StoredDataset, TuningSpec } from '../shared/google/tuning';
import { creationKey } from '../shared/domain/creationId';
import type { Dataset } from '../shared/domain/dataset/dataset';
import { toJobOutput } from '../shared/domain/jobOutput';
import type { Decision, RetrainingRule, Trace } from '../shared/domain/series';
import { decide, seriesId } from '../shared/domain/series';
import { choiceField, fieldOf, numberField, optionalTextField } from '../shared/panel/fields';
import type { Call } from '../shared/panel/operations';
import { isDataObject } from '../shared/panel/parameters';
import { ItemError } from '../shared/runtime/itemError';

const ifMissing = choiceField({
	displayName: 'If Earlier Data Is Missing',
	name: 'ifMissing',
	options: [
		{ name: 'Create', value: 'create', description: 'Start a job without a comparison' },
		{ name: 'Skip', value: 'skip', description: "Don't start a job. The item's 'reason' explains it." },
	],
	default: 'create',
	description: "What to do if the last job's rows can't be read anymore",
});

const minimumRows = numberField({
	displayName: 'Minimum Rows',
	name: 'minimumRows',
	typeOptions: { minValue: 1 },
	default: 1,
	description: 'Number of new and changed rows that start a job',
});

const seriesField = optionalTextField({
	displayName: 'Series',
	name: 'series',
	default: '',
	placeholder: 'e.g. ticket-classifier',
	description:
		'Common name of all jobs that retrain this model. When empty, the display name and the base model are used.',
});

const createOnlyIfChangedName = 'Create Only If Changed';

/** An entry of 'Options'. Its value is undefined if the user didn't add it. */
export const createOnlyIfChanged = fieldOf(
	{
		displayName: createOnlyIfChangedName,
		name: 'createOnlyIfChanged',
		type: 'fixedCollection',
		placeholder: 'Add Condition',
		default: { condition: { ifMissing: 'create', minimumRows: 1, series: '' } },
		description:
			'Starts a job only if enough rows are new or changed since the last job of the same series. Otherwise the item has "skipped: true". With the Gemini API, the number of changed rows is an estimate. \'Force New\' always starts a job.',
		options: [
			{
				displayName: 'Condition',
				name: 'condition',
				values: [ifMissing.property, minimumRows.property, seriesField.property],
			},
		],
	},
	(value) => {
		const condition = isDataObject(value) ? value.condition : undefined;
		return isDataObject(condition) ? condition : undefined;
	},
);

/** Data that is stored with a job for the next one, and the rule for skipping the job. */
export interface Retraining {
	trace: Trace;
	/** Undefined if the job must start in any case. */
	rule: RetrainingRule | undefined;
}

/**
 * @param isForced whether 'Force New' is on
 * @throws ItemError for an invalid rule
 */
export function readRetraining(
	{ ctx }: Call,
	options: IDataObject,
	spec: TuningSpec,
	isForced: boolean,
): Retraining {
	const condition = createOnlyIfChanged.parse(options.createOnlyIfChanged);
	const name = seriesField.parse(condition?.series) ?? seriesName(spec);
	const series = name === undefined ? {} : { series: seriesId(name) };
	if (!condition || isForced)
		return { trace: { ...series, comparable: condition !== undefined }, rule: undefined };
	if (name === undefined)
		throw new ItemError(
			`'${createOnlyIfChangedName}' needs a display name or a series`,
			`Fill in 'Display Name', or '${seriesField.property.displayName}' in '${createOnlyIfChangedName}'. Nothing was created.`,
		);
	const rule = {
		// An expression without a value is an error, not the default.
		minimumRows: minimumRows.parse('minimumRows' in condition ? condition.minimumRows : 1),
		ifMissing: ifMissing.parse(condition.ifMissing ?? 'create'),
	};
	return { trace: { ...series, ...runOf(ctx), comparable: true }, rule };
}

/** The display name with the base model. Without it for a tuned model, which changes from job to job. */
function seriesName({ displayName, source }: TuningSpec): string | undefined {
	if (!displayName) return undefined;
	return 'baseModel' in source ? `${displayName} ${source.baseModel}` : displayName;
}

/** Agents outside of workflows call a node without an execution. */
function runOf(ctx: Call['ctx']): Pick<Trace, 'run'> {
	const execution: string | undefined = ctx.getExecutionId();
	return execution ? { run: creationKey({ workflow: ctx.getWorkflow().id, execution }) } : {};
}

export interface Verdict {
	decision: Decision;
	previous: Predecessor | undefined;
}

/**
 * Decides whether to start a job. Undefined if it must start in any case: without a rule, and in a retry of the execution that
 * started the last job of the series.
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

/** The decision as output fields, with or without a new job. */
export function describeVerdict(verdict: Verdict | undefined): IDataObject {
	if (!verdict) return { skipped: false };
	return { ...verdict.decision, previousJob: nameOf(verdict.previous) };
}

/** The output without a new job: the last job of the series, so that later nodes get a model. */
export function toSkipped(verdict: Verdict): IDataObject {
	return { ...(verdict.previous && toJobOutput(verdict.previous.job)), ...describeVerdict(verdict) };
}

function nameOf(previous: Predecessor | undefined): string | null {
	return previous?.job.name ?? previous?.job.tunedModel ?? null;
}
