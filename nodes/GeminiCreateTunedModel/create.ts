import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Creation, PreflightCheck, TuningBackend } from '../shared/backend/backend';
import type { Connection } from '../shared/n8n/connect';
import { toJobOutput } from '../shared/domain/jobOutput';
import { asNumber } from '../shared/n8n/parameters';
import { readRequest, type CreationRequest } from './request';
import { waitForCompletion } from './wait';

const msPerMinute = 60_000;

/**
 * Checks everything that can be checked, then creates one job from all input items.
 *
 * @throws NodeOperationError naming all that must be fixed; nothing is created then
 */
export async function createTunedModel(
	context: IExecuteFunctions,
	connection: Connection,
): Promise<IDataObject> {
	const { backend } = connection;
	const request = await readRequest(context, connection);
	const timeoutMs = readTimeoutMs(context);
	const stored = 'trainingUri' in request.data ? request.data : undefined;
	const checks = await backend.preflight(request.spec, stored);
	refuse(context, [...request.findings, ...having(checks, 'missing')]);
	const creation = await start(context, backend, request);
	const output = { ...toOutput(request, creation), warnings: warningsOf(checks, creation) };
	if (timeoutMs === undefined) return output;
	const { job, timedOut } = await waitForCompletion(context, backend, creation.job, timeoutMs);
	return { ...output, ...toJobOutput(job), timedOut };
}

/** How long to wait for the end of the job; undefined where the user does not want to. */
function readTimeoutMs(context: IExecuteFunctions): number | undefined {
	if (context.getNodeParameter('waitForCompletion', 0) !== true) return undefined;
	return asNumber(context, context.getNodeParameter('timeout', 0), 'Timeout (Minutes)', 0) * msPerMinute;
}

async function start(
	context: IExecuteFunctions,
	backend: TuningBackend,
	{ spec, data, key }: CreationRequest,
): Promise<Creation> {
	if (!('trainingUri' in data)) return await backend.create(spec, data, key);
	if (backend.createFromStored) return await backend.createFromStored(spec, data, key);
	throw new NodeOperationError(context.getNode(), 'This service takes no examples from Cloud Storage', {
		description: "Set 'Examples From' to 'Input Items'. Nothing was created.",
	});
}

function refuse(context: IExecuteFunctions, findings: Array<{ message: string }>): void {
	const [only, ...more] = findings;
	if (!only) return;
	// Numbered, since n8n's panel shows line breaks as spaces.
	const all = findings.map(({ message }, index) => `${index + 1}. ${message}`).join('\n');
	const nothingCreated = 'Nothing was created.';
	throw new NodeOperationError(
		context.getNode(),
		more.length === 0 ? only.message : `${findings.length} things must be fixed before a job can be created`,
		{ description: more.length === 0 ? nothingCreated : `${all}\n${nothingCreated}` },
	);
}

/** A job that was there already is itself what a check may have warned of. */
function warningsOf(checks: PreflightCheck[], { adopted }: Creation): string[] {
	return adopted ? [] : having(checks, 'warning').map(({ message }) => message);
}

function having(checks: PreflightCheck[], wanted: PreflightCheck['status']): PreflightCheck[] {
	return checks.filter(({ status }) => status === wanted);
}

function toOutput({ spec, data }: CreationRequest, { job, adopted, attempt }: Creation): IDataObject {
	const { source, ...settings } = spec;
	return { ...toJobOutput(job), adopted, attempt, sent: { ...source, ...settings, ...describeData(data) } };
}

function describeData(data: CreationRequest['data']): IDataObject {
	if ('trainingUri' in data) return { ...data };
	const { examples, validation, fingerprint } = data;
	return {
		examples: examples.length,
		...(validation && { validationExamples: validation.length }),
		dataset: fingerprint,
	};
}
