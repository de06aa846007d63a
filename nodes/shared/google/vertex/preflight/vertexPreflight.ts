/**
 * Checks everything that can prevent a job, before anything is created. A check that the caller has no permission for is `notChecked`,
 * never `ok`.
 */

import type { PreflightCheck, StoredDataset, TuningSpec } from '../../tuning';
import { ConnectionError, EndlessListError, GoogleApiError } from '../../http/googleErrors';
import { defaultBucketName } from '../storage/buckets';
import { parseUri } from '../storage/storageCalls';
import { checkBucket, checkBucketPermissions } from './checkBucket';
import { checkDataset } from './checkDatasetSize';
import type { Finding, PreflightCalls } from './setupFinding';
import { checkLabels } from './checkLabels';
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
