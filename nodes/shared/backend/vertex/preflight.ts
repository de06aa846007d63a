/**
 * What would keep a job from being created or from running, looked at before anything is. What the caller may not see is
 * `notChecked`, never `ok`.
 */

import { isSettled } from '../../domain/job';
import { tunableModels } from '../../domain/tunableModels';
import type { Page, PageRequest, PreflightCheck, StoredDataset, TuningSpec } from '../backend';
import { ConnectionError, GoogleApiError } from '../errors';
import { originOf } from '../origins';
import { paginate } from '../paginate';
import { bucketLocation, defaultBucketName, findBucket, isNear } from './bucket';
import type { Calls } from './calls';
import { resourceManagerHost, serviceUsageHost } from './hosts';
import { listWireJobs } from './jobs';
import { checkModel } from './modelCheck';
import { toState } from './states';
import type { StorageOptions } from './storage';
import { ask, bucketUrl, findObject, parseUri, read } from './storage';
import type * as wire from './wire';

export interface PreflightCalls extends Calls {
	storage: StorageOptions;
	/** Who calls, where that is known: an e-mail address. */
	principal?: string;
}

type Finding = Omit<PreflightCheck, 'id'>;

const aiPlatform = 'aiplatform.googleapis.com';

/** Permissions on the project, all of them in the role Vertex AI User (roles/aiplatform.user). */
const projectPermissions = [
	'aiplatform.endpoints.predict',
	'aiplatform.models.get',
	'aiplatform.tuningJobs.cancel',
	'aiplatform.tuningJobs.create',
	'aiplatform.tuningJobs.get',
	'aiplatform.tuningJobs.list',
];

/** Permissions on the bucket, all of them in the role Storage Object User; a claim that is updated needs `delete`. */
const bucketPermissions = ['storage.objects.create', 'storage.objects.delete', 'storage.objects.get'];

/**
 * Looks at everything at once.
 *
 * @throws GoogleApiError 401 when nobody is signed in
 */
export async function preflight(
	calls: PreflightCalls,
	spec: TuningSpec,
	data?: StoredDataset,
): Promise<PreflightCheck[]> {
	const bucket = spec.bucket ?? parseUri(data?.trainingUri ?? '')?.bucket ?? defaultBucketName(calls.place);
	return await Promise.all([
		checked('api', async () => await checkApi(calls)),
		checked('projectPermissions', async () => await checkProject(calls, spec)),
		checked('bucket', async () => await checkBucket(calls, bucket, spec)),
		checked('bucketPermissions', async () => await checkBucketPermissions(calls, bucket, spec)),
		...(data ? [checked('dataset', async () => await checkDataset(calls, data))] : []),
		{ id: 'serviceAgent', ...describeServiceAgent(bucket, spec) },
		checkModel(spec, calls.place.location),
		checked('quota', async () => await checkQuota(calls)),
	]);
}

/** Runs one check; that it cannot be made is its outcome. */
async function checked(id: string, check: () => Promise<Finding>): Promise<PreflightCheck> {
	return await check().then(
		(finding) => ({ id, ...finding }),
		(error: unknown) => {
			const isAnswer = error instanceof GoogleApiError && error.httpStatus !== 401;
			if (!isAnswer && !(error instanceof ConnectionError)) throw error;
			return { id, status: 'notChecked', message: `This could not be looked at: ${error.message}` };
		},
	);
}

async function checkApi({ http, endpoint, place: { project } }: PreflightCalls): Promise<Finding> {
	const { state } = await http<{ state?: string }>({
		method: 'GET',
		url: `${originOf(serviceUsageHost, endpoint)}/v1/projects/${encodeURIComponent(project)}/services/${aiPlatform}`,
	});
	if (state === 'ENABLED') return ok(`The Vertex AI API is enabled in the project '${project}'.`);
	return missing(
		`The Vertex AI API is not enabled in the project '${project}'. Enable it at https://console.cloud.google.com/apis/library/${aiPlatform}?project=${encodeURIComponent(project)} and wait a minute.`,
	);
}

async function checkProject(calls: PreflightCalls, spec: TuningSpec): Promise<Finding> {
	const { project } = calls.place;
	const wanted = [...projectPermissions, ...(spec.createBucket ? ['storage.buckets.create'] : [])];
	const { permissions = [] } = await calls.http<{ permissions?: string[] }>({
		method: 'POST',
		url: `${originOf(resourceManagerHost, calls.endpoint)}/v3/projects/${encodeURIComponent(project)}:testIamPermissions`,
		body: { permissions: wanted },
		repeatable: true,
	});
	const lacking = wanted.filter((permission) => !permissions.includes(permission));
	const who = describePrincipal(calls);
	if (lacking.length === 0) return ok(`${who} may tune models in the project '${project}'.`);
	const roles = [
		...(lacking.some((permission) => permission.startsWith('aiplatform.'))
			? ["'Vertex AI User' (roles/aiplatform.user)"]
			: []),
		...(lacking.includes('storage.buckets.create') ? ["'Storage Admin' (roles/storage.admin)"] : []),
	];
	return missing(
		`${who} lacks ${lacking.join(', ')} in the project '${project}'. Grant the role ${roles.join(' and ')} there.`,
	);
}

async function checkBucket(calls: PreflightCalls, bucket: string, spec: TuningSpec): Promise<Finding> {
	const { location } = calls.place;
	const found = await findBucket(calls.storage, bucket);
	if (!found) {
		return spec.createBucket
			? ok(`The bucket '${bucket}' will be made in ${bucketLocation(location)}.`)
			: missing(
					`There is no bucket '${bucket}'. Choose another one, or let one be made in ${bucketLocation(location)}.`,
				);
	}
	if (found.location === undefined || isNear(found.location, location)) {
		return ok(`The bucket '${bucket}' is in ${found.location}, where a job in '${location}' can read it.`);
	}
	return missing(
		`The bucket '${bucket}' is in ${found.location}, and the job would run in '${location}'. Choose a bucket in ${bucketLocation(location)}, or let one be made there.`,
	);
}

async function checkBucketPermissions(
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
			? ok('Whoever makes a bucket may use it.')
			: { status: 'notChecked', message: `There is no bucket '${bucket}' to look at.` };
	}
	const { permissions = [] } = read<{ permissions?: string[] }>(response);
	const lacking = bucketPermissions.filter((permission) => !permissions.includes(permission));
	const who = describePrincipal(calls);
	if (lacking.length === 0) return ok(`${who} may put datasets into the bucket '${bucket}'.`);
	return missing(
		`${who} lacks ${lacking.join(', ')} on the bucket '${bucket}'. Grant the role 'Storage Object User' (roles/storage.objectUser) on it.`,
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
	if (lacking.length === 0) return ok(`The dataset is there: ${uris.join(', ')}.`);
	return missing(
		`There is no object ${lacking.join(' and no object ')}. Check the address; capital letters count.`,
	);
}

/** Reading the policies it would take is not asked of callers, so this says what to look at. */
function describeServiceAgent(bucket: string, { serviceAccount }: TuningSpec): Finding {
	const message =
		serviceAccount === undefined
			? `The job reads the bucket '${bucket}' as the project's Vertex AI Secure Fine-Tuning service agent. In a bucket of the same project it may; elsewhere grant it the role 'Storage Object Viewer' (roles/storage.objectViewer) on the bucket.`
			: `The job runs as '${serviceAccount}'. It needs the role 'Vertex AI Tuning Service Agent' (roles/aiplatform.tuningServiceAgent) and access to the bucket '${bucket}', and whoever creates the job needs iam.serviceAccounts.actAs on it.`;
	return { status: 'notChecked', message };
}

/** The quota counts the jobs of all locations together, so every one where models are tuned is asked. */
async function checkQuota(calls: PreflightCalls): Promise<Finding> {
	const known = tunableModels.flatMap(({ tuningLocations }) => tuningLocations ?? []);
	const locations = [...new Set([calls.place.location, ...known])];
	const names = (
		await Promise.all(locations.map(async (location) => await openJobs(calls, location)))
	).flat();
	const where = locations.join(', ');
	if (names.length === 0) return ok(`No tuning job is under way in ${where}.`);
	return {
		status: 'warning',
		message: `${names.length === 1 ? 'A tuning job is' : `${names.length} tuning jobs are`} under way: ${names.join(', ')}. Unless the quota 'Global concurrent tuning jobs' of the project was raised above 1, a new job waits or is refused. Wait for the end, cancel it, or ask Google for more.`,
	};
}

async function openJobs(calls: PreflightCalls, location: string): Promise<string[]> {
	const names: string[] = [];
	const place = { ...calls.place, location };
	const pages = async (request: PageRequest): Promise<Page<wire.TuningJob>> =>
		await listWireJobs(calls, place, request);
	for await (const { name, state } of paginate(pages, { pageSize: 100 })) {
		const known = toState(state ?? 'JOB_STATE_UNSPECIFIED');
		if (name !== undefined && known !== 'unknown' && !isSettled(known)) names.push(name);
	}
	return names;
}

function describePrincipal({ principal }: PreflightCalls): string {
	return principal === undefined ? 'The account of the credential' : `'${principal}'`;
}

function ok(message: string): Finding {
	return { status: 'ok', message };
}

function missing(message: string): Finding {
	return { status: 'missing', message };
}
