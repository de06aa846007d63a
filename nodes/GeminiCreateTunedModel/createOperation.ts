import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { TuningBackend } from '../shared/google/backend';
import type { Creation, PreflightCheck } from '../shared/google/tuning';
import type { Connection } from '../shared/runtime/connect';
import { toJobOutput } from '../shared/domain/jobOutput';
import type { Trace } from '../shared/domain/series';
import { asNumber } from '../shared/panel/parameters';
import type { NodeOutput } from '../shared/runtime/items';
import { isWarning } from './checkFields';
import { storeFindings } from './dataset/findingsFile';
import { findingJson, isCutShort, summaryOf } from './dataset/summary';
import { makeEstimate, readSpending, refuseAboveLimit } from './estimateCost';
import { refuse } from './refuse';
import type { CreationRequest } from './creationRequest';
import { readRequest } from './creationRequest';
import { describeVerdict, judge, readRetraining, toSkipped } from './retrain';
import { waitForCompletion } from './wait';

const msPerMinute = 60_000;
const nothingCreated = 'Nothing was created.';

/**
 * Checks everything that can be checked, then creates one job from all input items.
 *
 * @throws NodeOperationError naming all that must be fixed; nothing is created then
 */
export async function createTunedModel(
	context: IExecuteFunctions,
	connection: Connection,
): Promise<NodeOutput[]> {
	const { backend } = connection;
	const request = await readRequest(context, connection);
	const timeoutMs = readTimeoutMs(context);
	const spending = readSpending(context);
	const retraining = readRetraining(context, request.spec);
	const stored = 'trainingUri' in request.from ? request.from : undefined;
	const checks = await backend.preflight(request.spec, stored);
	refuse(
		context,
		[...request.findings, ...having(checks, 'missing')],
		'a job can be created',
		nothingCreated,
	);
	const data = 'data' in request.from ? request.from.data : request.from;
	const verdict = await judge(backend, data, retraining);
	if (verdict?.decision.skipped) return [{ json: toSkipped(verdict) }];
	const estimate = await makeEstimate(backend, request.spec, data, spending);
	refuseAboveLimit(context, estimate, spending);
	// Before money is spent: a full disk must not hide the job.
	const files = await filesOf(context, request);
	const creation = await start(context, backend, request, retraining.trace);
	const output = {
		...toOutput(request, creation),
		...describeVerdict(verdict),
		estimate,
		warnings: warningsOf(checks, creation, request),
	};
	if (timeoutMs === undefined) return [{ json: output, ...files }];
	const { job, timedOut } = await waitForCompletion(context, backend, creation.job, timeoutMs);
	return [{ json: { ...output, ...toJobOutput(job), timedOut }, ...files }];
}

/** How long to wait for the end of the job; undefined where the user does not want to. */
function readTimeoutMs(context: IExecuteFunctions): number | undefined {
	if (context.getNodeParameter('waitForCompletion', 0) !== true) return undefined;
	return asNumber(context, context.getNodeParameter('timeout', 0), 'Timeout (Minutes)', 0) * msPerMinute;
}

async function start(
	context: IExecuteFunctions,
	backend: TuningBackend,
	{ spec, from, key }: CreationRequest,
	trace: Trace,
): Promise<Creation> {
	if ('data' in from) return await backend.create(spec, from.data, key, trace);
	if (backend.createFromStored) return await backend.createFromStored(spec, from, key, trace);
	throw new NodeOperationError(context.getNode(), 'This service takes no examples from Cloud Storage', {
		description: `Set 'Examples From' to 'Input Items'. ${nothingCreated}`,
	});
}

/** A job that was there already is itself what a check of the project may have warned of; its rows are the same. */
function warningsOf(checks: PreflightCheck[], { reused }: Creation, { from }: CreationRequest): string[] {
	const ofProject = reused ? [] : having(checks, 'warning');
	const ofRows = 'data' in from ? from.findings.filter(({ check }) => isWarning(check)) : [];
	return [...ofProject, ...ofRows].map(({ message }) => message);
}

function having(checks: PreflightCheck[], wanted: PreflightCheck['status']): PreflightCheck[] {
	return checks.filter(({ status }) => status === wanted);
}

function toOutput({ spec, from }: CreationRequest, { job, reused, attempt }: Creation): IDataObject {
	const { source, ...settings } = spec;
	return {
		...toJobOutput(job),
		reused,
		attempt,
		sent: { ...source, ...settings, ...describeData(from) },
		...('data' in from && { dataset: { ...summaryOf(from) }, findings: from.findings.map(findingJson) }),
	};
}

function describeData(from: CreationRequest['from']): IDataObject {
	if (!('data' in from)) return { ...from };
	const { examples, validation, fingerprint } = from.data;
	return {
		examples: examples.length,
		...(validation && { validationExamples: validation.length }),
		dataset: fingerprint,
	};
}

/** All rows that have something to be told of them; items name the first only. */
async function filesOf(
	context: IExecuteFunctions,
	{ from }: CreationRequest,
): Promise<Pick<NodeOutput, 'binary'>> {
	if (!('data' in from) || !from.findings.some(isCutShort)) return {};
	return { binary: { findings: await storeFindings(context, from.findings) } };
}
