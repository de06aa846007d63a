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
	refuse(context, request.findings);
	refuse(context, await findBaseModelProblem(backend, request.spec.source));
	const creation = await backend.create(request.spec, request.data, request.key);
	if (context.getNodeParameter('waitForCompletion', 0) !== true) return toOutput(request, creation);
	const minutes = asNumber(context, context.getNodeParameter('timeout', 0), 'Timeout', 0);
	const { job, timedOut } = await waitForCompletion(context, backend, creation.job, minutes * msPerMinute);
	return { ...toOutput(request, { ...creation, job }), timedOut };
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
