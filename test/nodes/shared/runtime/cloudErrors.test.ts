import type { INode } from 'n8n-workflow';
import { GoogleApiError } from '../../../../nodes/shared/google/http/googleErrors';
import type { Status } from '../../../../nodes/shared/google/http/status';
import { toNodeError } from '../../../../nodes/shared/runtime/nodeErrors';

const node: INode = { id: '1', name: 'Node', type: 'node', typeVersion: 1, position: [0, 0], parameters: {} };
const place = { project: 'my-project', location: 'us-central1' };

const denied = (permission: string): Status => ({
	message: `Permission '${permission}' denied on resource '//aiplatform.googleapis.com/x' (or it may not exist).`,
	details: [
		{
			'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
			reason: 'IAM_PERMISSION_DENIED',
			domain: 'aiplatform.googleapis.com',
			metadata: { permission, resource: 'x' },
		},
	],
});

const inStorage = (permission: string): Status => ({
	message: `ada@example.com does not have ${permission} access to the Google Cloud Storage object. Permission '${permission}' denied on resource (or it may not exist).`,
});

it.each<[string, number, Status, RegExp, RegExp]>([
	[
		'a permission of Vertex AI',
		403,
		denied('aiplatform.tuningJobs.create'),
		/^The account lacks the permission aiplatform\.tuningJobs\.create in project my-project$/,
		/roles\/aiplatform\.user.*iam\?project=my-project.*Check Setup/,
	],
	[
		'a permission of Cloud Storage',
		403,
		inStorage('storage.objects.create'),
		/lacks the permission storage\.objects\.create/,
		/roles\/storage\.objectUser/,
	],
	[
		'a permission to make buckets',
		403,
		inStorage('storage.buckets.create'),
		/lacks the permission storage\.buckets\.create/,
		/roles\/storage\.admin/,
	],
	[
		'a permission to act as an account',
		403,
		denied('iam.serviceAccounts.actAs'),
		/lacks the permission iam\.serviceAccounts\.actAs/,
		/roles\/iam\.serviceAccountUser/,
	],
	[
		'an unknown permission',
		403,
		denied('other.things.do'),
		/other\.things\.do/,
		/a role with this permission/,
	],
	[
		'no access without details',
		403,
		{ message: 'Forbidden' },
		/has no access to this resource in project my-project/,
		/Google Cloud Project ID.*roles\/aiplatform\.user.*Forbidden/,
	],
	[
		'one job too many',
		429,
		{
			message:
				'The following quota metrics exceed quota limits: aiplatform.googleapis.com/global_concurrent_tuning_jobs',
		},
		/^Another tuning job is running in project my-project$/,
		/is 1 by default.*quotas\?project=my-project/,
	],
	[
		'too many requests',
		429,
		{ message: 'Resource exhausted' },
		/^Google rate-limited the requests in project my-project$/,
		/Send fewer items/,
	],
	[
		'an empty endpoint',
		400,
		{ message: "Endpoint 1 doesn't have a deployed model.", status: 'FAILED_PRECONDITION' },
		/^The endpoint has no deployed model$/,
		/Deploy a model/,
	],
	[
		'something in another place',
		404,
		{ message: 'The TuningJob does not exist.' },
		/^Google can't find this resource in 'us-central1'$/,
		/another location.*Set 'Location'/,
	],
])('%s', (_, httpStatus, status, message, description) => {
	const error = toNodeError(node, new GoogleApiError(httpStatus, status), place);
	expect(error.message).toMatch(message);
	expect(error.description).toMatch(description);
	expect(error).toMatchObject({ httpCode: String(httpStatus) });
});

it('is not asked of a service without locations, but for the name of a permission', () => {
	const gone = new GoogleApiError(404, { message: 'It does not exist.' });
	expect(toNodeError(node, gone, { project: 'my-project' }).message).toBe("Google can't find this model");
});
