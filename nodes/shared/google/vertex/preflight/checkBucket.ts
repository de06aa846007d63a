import type { TuningSpec } from '../../tuning';
import { bucketLocation, findBucket, isNear } from '../storage/buckets';
import { ask, bucketUrl, read } from '../storage/storageCalls';
import type { Finding, PreflightCalls } from './setupFinding';
import { describePrincipal, heldPermissions, missing, ok } from './setupFinding';

/** Permissions on the bucket, all in the role Storage Object User. Updating a lease needs `delete`. */
const bucketPermissions = ['storage.objects.create', 'storage.objects.delete', 'storage.objects.get'];

export async function checkBucket(calls: PreflightCalls, bucket: string, spec: TuningSpec): Promise<Finding> {
	const { location } = calls.place;
	const found = await findBucket(calls.storage, bucket);
	if (!found) {
		return spec.createBucket
			? ok(`The node will create the bucket '${bucket}' in ${bucketLocation(location)}.`)
			: missing(
					`The bucket '${bucket}' doesn't exist. Choose another one, or turn on 'Create Bucket' to create it in ${bucketLocation(location)}.`,
				);
	}
	if (found.location === undefined) {
		return {
			status: 'notChecked',
			message: `Cloud Storage doesn't show where the bucket '${bucket}' is. A job in '${location}' needs a bucket in ${bucketLocation(location)} or near it.`,
		};
	}
	if (isNear(found.location, location)) {
		return ok(`The bucket '${bucket}' is in ${found.location}, where a job in '${location}' can read it.`);
	}
	return missing(
		`The bucket '${bucket}' is in ${found.location}, and the job would run in '${location}'. Choose a bucket in ${bucketLocation(location)}, or enter a new name and turn on 'Create Bucket'.`,
	);
}

export async function checkBucketPermissions(
	calls: PreflightCalls,
	bucket: string,
	spec: TuningSpec,
): Promise<Finding> {
	const { origin } = calls.storage;
	const response = await ask(
		calls.storage,
		{
			method: 'GET',
			url: `${bucketUrl(origin, bucket)}/iam/testPermissions`,
			query: { permissions: bucketPermissions },
		},
		404,
	);
	if (response.status === 404) {
		return spec.createBucket
			? ok('The account that creates the bucket can use it.')
			: { status: 'notChecked', message: `The bucket '${bucket}' doesn't exist.` };
	}
	const { permissions = [] } = read(response, heldPermissions);
	const lacking = bucketPermissions.filter((permission) => !permissions.includes(permission));
	const who = describePrincipal(calls);
	if (lacking.length === 0) return ok(`${who} can store datasets in the bucket '${bucket}'.`);
	return missing(
		`${who} lacks ${lacking.join(', ')} on the bucket '${bucket}'. Grant the role 'Storage Object User' (roles/storage.objectUser) on it.`,
	);
}
