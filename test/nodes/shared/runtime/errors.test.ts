import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import {
	ConfigurationError,
	ConnectionError,
	GoogleApiError,
} from '../../../../nodes/shared/google/http/googleErrors';
import type { Status, StatusDetail } from '../../../../nodes/shared/google/http/status';
import { TriedInVainError } from '../../../../nodes/shared/google/throttling/tries';
import { toNodeError } from '../../../../nodes/shared/runtime/nodeErrors';

const node: INode = { id: '1', name: 'Node', type: 'node', typeVersion: 1, position: [0, 0], parameters: {} };
const project = 'my-project';

const errorInfo = (reason: string, metadata: Record<string, string> = {}): StatusDetail => ({
	'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
	reason,
	domain: 'googleapis.com',
	metadata,
});

const explained = (
	httpStatus: number,
	status: Status,
	place: Parameters<typeof toNodeError>[2] = { project },
) => toNodeError(node, new GoogleApiError(httpStatus, status), place);

it.each<
	[
		string,
		number,
		Status,
		{ message: string | RegExp; description: string | RegExp; cause: string | undefined },
	]
>([
	[
		'an API that is not enabled',
		403,
		{
			message: 'Generative Language API has not been used in project 123 before or it is disabled.',
			details: [
				errorInfo('SERVICE_DISABLED', {
					service: 'generativelanguage.googleapis.com',
					consumer: 'projects/123',
				}),
			],
		},
		{
			message: /not enabled in project my-project/,
			description:
				'https://console.cloud.google.com/apis/library/generativelanguage.googleapis.com?project=my-project',
			cause: 'configuration-invalid',
		},
	],
	[
		'a user without a project',
		403,
		{ details: [errorInfo('SERVICE_DISABLED', { consumer: 'projects/764086051850' })] },
		{
			message: /requires a project/,
			description: 'Google Cloud Project ID',
			cause: 'configuration-invalid',
		},
	],
	[
		'a project whose quota is denied',
		403,
		{ details: [errorInfo('USER_PROJECT_DENIED', { consumer: 'projects/my-project' })] },
		{
			message: "The account can't use the quota of project my-project",
			description: 'roles/serviceusage.serviceUsageConsumer',
			cause: 'configuration-invalid',
		},
	],
	[
		'a missing scope',
		403,
		{ details: [errorInfo('ACCESS_TOKEN_SCOPE_INSUFFICIENT')] },
		{ message: /lacks a scope/, description: 'generative-language.tuning', cause: 'credential-invalid' },
	],
	[
		'an expired sign-in',
		401,
		{ message: 'Request had invalid authentication credentials.' },
		{ message: 'Google rejected the sign-in', description: '7 days', cause: 'credential-invalid' },
	],
	[
		'an API key',
		401,
		{ details: [errorInfo('CREDENTIALS_MISSING')] },
		{ message: /not an API key/, description: 'Gemini Tuning OAuth2 API', cause: 'credential-invalid' },
	],
	[
		'billing that is off',
		403,
		{ details: [errorInfo('BILLING_DISABLED', { consumer: 'projects/123' })] },
		{
			message: 'Billing is off in project my-project',
			description: 'Link a billing account',
			cause: 'configuration-invalid',
		},
	],
	[
		"somebody else's model",
		403,
		{ message: 'You do not have permission to access tuned model tunedModels/x' },
		{
			message: /no access to this resource in project my-project/,
			description: 'ask the owner to share',
			cause: undefined,
		},
	],
	[
		'a model that is gone',
		404,
		{ message: 'Tuned model tunedModels/x does not exist.' },
		{
			message: "Google can't find this model",
			description: 'It was deleted',
			cause: 'configuration-invalid',
		},
	],
	[
		'a base model that Google does not have',
		404,
		{
			message:
				'models/gemini-9 is not found for API version v1beta, or is not supported for createTunedModel.',
		},
		{ message: "This model can't be tuned", description: 'since May 2025', cause: 'configuration-invalid' },
	],
	[
		'a base model that cannot be tuned',
		400,
		{ message: 'The model does not support tuning.' },
		{ message: "This model can't be tuned", description: 'since May 2025', cause: 'configuration-invalid' },
	],
	[
		'an invalid argument',
		400,
		{
			message: 'Invalid value',
			details: [
				{
					'@type': 'type.googleapis.com/google.rpc.BadRequest',
					fieldViolations: [
						{ field: 'tuned_model.display_name', description: 'At most 40 characters.' },
						{ field: 'tuned_model.top_p', description: 'Out of range.' },
					],
				},
			],
		},
		{
			message: 'Google rejected a value in the request',
			description: 'tuned_model.display_name: At most 40 characters.; tuned_model.top_p: Out of range.',
			cause: undefined,
		},
	],
	[
		'a quota per minute',
		429,
		{ details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '32s' }] },
		{
			message: 'Google rate-limited the requests in project my-project',
			description: 'Wait 32 seconds',
			cause: 'rate-limited',
		},
	],
	[
		'a quota per day',
		429,
		{
			details: [
				{
					'@type': 'type.googleapis.com/google.rpc.QuotaFailure',
					violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }],
				},
				{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '32s' },
			],
		},
		{
			message: 'The daily quota is used up in project my-project',
			description: 'midnight Pacific time',
			cause: 'quota-exhausted',
		},
	],
	[
		'an ID that is taken',
		409,
		{},
		{ message: /already has a resource/, description: 'another ID', cause: undefined },
	],
	[
		'overload',
		503,
		{},
		{ message: /overloaded/, description: 'few minutes', cause: 'temporarily-unavailable' },
	],
	['an internal error', 500, {}, { message: /internal error/, description: 'few minutes', cause: undefined }],
	['a deadline', 504, {}, { message: /took too long/, description: 'Retry', cause: undefined }],
	[
		'an unknown status',
		418,
		{},
		{ message: 'Google returned HTTP status 418', description: 'settings', cause: undefined },
	],
])('explains %s', (_, httpStatus, status, { message, description, cause }) => {
	const error = explained(httpStatus, status);
	expect(error).toBeInstanceOf(NodeApiError);
	expect(error).toMatchObject({ httpCode: String(httpStatus) });
	expect(error.message).toMatch(message);
	expect(error.description).toMatch(
		description instanceof RegExp ? description : new RegExp(escaped(description)),
	);
	expect(error.failure?.cause).toBe(cause);
	if (status.message) expect(error.description).toContain(`Google's message: ${status.message}`);
});

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

it('gives no reset time for a daily quota', () => {
	const violations = [{ quotaId: 'RequestsPerDay' }];
	const details = [
		{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations },
		{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '32s' },
	];
	expect(explained(429, { details }).failure).toEqual({ cause: 'quota-exhausted' });
});

it("uses Google's project number if the credential has no project", () => {
	const details = [errorInfo('USER_PROJECT_DENIED', { consumer: 'projects/123' })];
	expect(explained(403, { details }, {}).message).toBe("The account can't use the quota of project 123");
});

it('omits an unknown project', () => {
	const details = [errorInfo('SERVICE_DISABLED')];
	expect(explained(403, { details }, {})).toMatchObject({
		message: 'The API generativelanguage.googleapis.com is not enabled',
		description: expect.stringContaining('/apis/library/generativelanguage.googleapis.com and retry'),
	});
});

it('names the item', () => {
	expect(explained(404, {}, { itemIndex: 7 }).context.itemIndex).toBe(7);
});

it("keeps Google's status in the error's context", () => {
	const status = { code: 404, message: 'Gone', status: 'NOT_FOUND' };
	expect(explained(404, status).context.data).toEqual({ error: status });
});

it("explains a missing response, without n8n's guess at the code", () => {
	const error = toNodeError(node, new ConnectionError('No whole answer came from host (ECONNRESET)'));
	expect(error).toMatchObject({
		message: "Google's response was incomplete or never arrived",
		description: expect.stringContaining('ECONNRESET'),
		failure: undefined,
	});
});

it('keeps the fix of a wrong setting', () => {
	const error = toNodeError(node, new ConfigurationError('Cannot be', 'Do this'), { itemIndex: 1 });
	expect(error).toBeInstanceOf(NodeOperationError);
	expect(error).toMatchObject({ message: 'Cannot be', description: 'Do this', context: { itemIndex: 1 } });
});

it.each([new Error('Something else'), 'Something else'])('converts any thrown value', (thrown) => {
	expect(toNodeError(node, thrown)).toMatchObject({ name: 'NodeOperationError', message: 'Something else' });
});

it("keeps n8n's errors and adds the item", () => {
	const errors = [
		new NodeApiError(node, { message: 'As it was' }),
		new NodeOperationError(node, 'As it was'),
	];
	for (const error of errors) {
		expect(toNodeError(node, error, { itemIndex: 3 })).toBe(error);
		expect(error).toMatchObject({ message: 'As it was', context: { itemIndex: 3 } });
	}
});

it("doesn't move an error to another item", () => {
	const error = new NodeOperationError(node, 'Bad row', { itemIndex: 2 });
	expect(toNodeError(node, error, { itemIndex: 3 }).context.itemIndex).toBe(2);
});

describe('explains every error without throwing', () => {
	const throwing = new GoogleApiError(400, {});
	Object.defineProperty(throwing, 'reason', {
		get() {
			throw new Error('unreadable');
		},
	});

	it.each([
		['an object without a prototype', Object.create(null)],
		['an error that throws when it is read', throwing],
		['the same after several tries', new TriedInVainError(3, 1_000, throwing)],
		['nothing', undefined],
		['a symbol', Symbol('x')],
	])('%s', (_, error: unknown) => {
		const { name, context, message } = toNodeError(node, error, { itemIndex: 4 });
		expect(name).toMatch(/^Node(Api|Operation)Error$/);
		expect(context.itemIndex).toBe(4);
		expect(message).not.toBe('');
	});
});
