/**
 * Checks everything that can prevent a job, before anything is created. A check that the caller has no permission for is `notChecked`,
 * never `ok`.
 */

import type { PreflightCheck, StoredDataset, TuningSpec } from '../../tuning';
import { ConnectionError, EndlessListError, GoogleApiError } from '../../http/googleErrors';
import { defaultBucketName } from '../storage/buckets';
import { findObject, parseUri } from '../storage/storageCalls';
import { ownLabels } from '../tuning/ownLabels';
import { labelProblem } from '../userLabels';
import { checkBucket, checkBucketPermissions } from './checkBucket';
import type { Finding, PreflightCalls } from './setupFinding';
import { missing, ok } from './setupFinding';
import { checkModel } from './checkModel';
import { checkApi, checkProject, describeServiceAgent } from './checkProject';
import { checkQuota } from './checkQuota';

/**
 * Runs all checks concurrently.
 *
 * @throws GoogleApiError 401 without a valid sign-in
 */
export async function preflight(
	calls: PreflightCalls,
	spec: TuningSpec,
	data?: StoredDataset,
): Promise<PreflightCheck[]> {
	const beside = parseUri(data?.trainingUri ?? '')?.bucket;
	const bucket = spec.bucket?.trim() || (beside ?? defaultBucketName(calls.place));
	return await Promise.all([
		checked('api', async () => await checkApi(calls)),
		checked('projectPermissions', async () => await checkProject(calls, spec)),
		checked('bucket', async () => await checkBucket(calls, bucket, spec)),
		checked('bucketPermissions', async () => await checkBucketPermissions(calls, bucket, spec)),
		...(data ? [checked('dataset', async () => await checkDataset(calls, data))] : []),
		{ id: 'serviceAgent', ...describeServiceAgent(bucket, spec) },
		checkModel(spec, calls.place.location, calls.today()),
		...(spec.labels ? [{ id: 'labels', ...checkLabels(spec.labels) }] : []),
		checked('quota', async () => await checkQuota(calls)),
	]);
}

/** Runs one check. A failed check is `notChecked`. */
async function checked(id: string, check: () => Promise<Finding>): Promise<PreflightCheck> {
	return await check().then(
		(finding) => ({ id, ...finding }),
		(error: unknown) => {
			const isAnswer = error instanceof GoogleApiError && error.httpStatus !== 401;
			const isNone = error instanceof ConnectionError || error instanceof EndlessListError;
			if (!isAnswer && !isNone) throw error;
			return { id, status: 'notChecked', message: `This check failed: ${error.message}` };
		},
	);
}

async function checkDataset({ storage }: PreflightCalls, data: StoredDataset): Promise<Finding> {
	const uris = [data.trainingUri, ...(data.validationUri === undefined ? [] : [data.validationUri])];
	const found = await Promise.all(
		uris.map(async (uri) => {
			const path = parseUri(uri);
			return { uri, isThere: path !== undefined && (await findObject(storage, path)) !== undefined };
		}),
	);
	const lacking = found.filter(({ isThere }) => !isThere).map(({ uri }) => `'${uri}'`);
	if (lacking.length === 0) return ok(`The dataset exists: ${uris.join(', ')}.`);
	return missing(
		`There is no object ${lacking.join(' and no object ')}. Check the address. It is case-sensitive.`,
	);
}

function checkLabels(labels: Record<string, string>): Finding {
	const problem = labelProblem(labels, ownLabels);
	if (problem) return missing(`${problem.message}. ${problem.wayOut}`);
	return ok('The number of labels is within the limit.');
}
