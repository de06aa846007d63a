import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Creation } from '../shared/backend/backend';
import type { Connection } from '../shared/n8n/connect';
import type { Finding } from '../shared/domain/checks';
import { toJobOutput } from '../shared/domain/jobOutput';
import { asNumber } from '../shared/n8n/parameters';
import { findBaseModelProblem } from './baseModel';
import { readRequest, type CreationRequest } from './request';
import { waitForCompletion } from './wait';

const msPerMinute = 60_000;

/**
 * Checks everything that can be checked, then creates one job from all input items.
 *
 * @throws NodeOperationError naming all that is to be mended; nothing is created then
 */
export async function createTunedModel(
	context: IExecuteFunctions,
	connection: Connection,
): Promise<IDataObject> {
	const { backend } = connection;
	const request = await readRequest(context, connection);
	const timeoutMs = readTimeoutMs(context);
	refuse(context, request.findings);
	refuse(context, await findBaseModelProblem(backend, request.spec.source));
	const creation = await backend.create(request.spec, request.data, request.key);
	if (timeoutMs === undefined) return toOutput(request, creation);
	const { job, timedOut } = await waitForCompletion(context, backend, creation.job, timeoutMs);
	return { ...toOutput(request, { ...creation, job }), timedOut };
}

/** How long to wait for the end of the job; undefined where the user does not want to. */
function readTimeoutMs(context: IExecuteFunctions): number | undefined {
	if (context.getNodeParameter('waitForCompletion', 0) !== true) return undefined;
	return asNumber(context, context.getNodeParameter('timeout', 0), 'Timeout (Minutes)', 0) * msPerMinute;
}

function refuse(context: IExecuteFunctions, findings: Finding[]): void {
	const [only, ...more] = findings;
	if (!only) return;
	// Numbered, since n8n's panel shows line breaks as spaces.
	const all = findings.map(({ message }, index) => `${index + 1}. ${message}`).join('\n');
	const nothingCreated = 'Nothing was created.';
	throw new NodeOperationError(
		context.getNode(),
		more.length === 0
			? only.message
			: `${findings.length} things are to be mended before a job can be created`,
		{ description: more.length === 0 ? nothingCreated : `${all}\n${nothingCreated}` },
	);
}

function toOutput({ spec, data }: CreationRequest, { job, adopted, attempt }: Creation): IDataObject {
	const { source, ...settings } = spec;
	return {
		...toJobOutput(job),
		adopted,
		attempt,
		sent: { ...source, ...settings, examples: data.examples.length, dataset: data.fingerprint },
	};
}
