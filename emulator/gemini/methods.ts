import { ApiError } from '../errors.ts';
import { present } from '../json.ts';
import { jsonReply } from '../jsonBody.ts';
import type { Json } from '../json.ts';
import { baseModels, findBaseModel, renderBaseModel } from './baseModels.ts';
import { createBatch, getBatch, refuseEmbedding } from './batches.ts';
import { createTunedModel } from './create.ts';
import {
	answerBase,
	answerTuned,
	countModelTokens,
	generateContent,
	generateText,
	streamGenerateContent,
} from './generate.ts';
import type { Method, Request, Service } from './method.ts';
import {
	cancelOperation,
	deleteOperation,
	getOperation,
	listAllOperations,
	listModelOperations,
} from './operations.ts';
import { paginate } from '../paging.ts';
import {
	createPermission,
	deletePermission,
	getPermission,
	listPermissions,
	patchPermission,
	transferOwnership,
} from './permissions.ts';
import { deleteTunedModel, getTunedModel, listTunedModels, patchTunedModel } from './tunedModels.ts';

const BETA = ['v1beta', 'v1beta3'];
const STABLE = ['v1'];
const NOT_PALM = ['v1', 'v1beta'];
const ALL = ['v1', 'v1beta', 'v1beta3'];
const PAGE = ['pageSize', 'pageToken'];

function json(answer: (service: Service, request: Request) => Json): Method['answer'] {
	return (service, request) => jsonReply(answer(service, request), request.query);
}

function listModels(_service: Service, { params, version }: Request): Json {
	const known = baseModels.filter(({ apiVersions }) => apiVersions.includes(version));
	const keyOf = (model: (typeof known)[number]) => String(known.indexOf(model)).padStart(4, '0');
	const { items, nextPageToken } = paginate(known, { params, defaultSize: 50, keyOf });
	return present({ models: items.map(renderBaseModel), nextPageToken });
}

function getModel(_service: Service, { ids, version }: Request): Json {
	const model = findBaseModel(ids[0] ?? '', version);
	if (!model) {
		throw new ApiError(
			'NOT_FOUND',
			`models/${ids[0]} is not found for API version ${version}. Call ListModels to see the list of available models.`,
		);
	}
	return renderBaseModel(model);
}

const TUNED = 'tunedModels/{}';
const OPERATION = `${TUNED}/operations/{}`;
const PERMISSION = `${TUNED}/permissions/{}`;

/** Every method, by API version. */
export const methods: readonly Method[] = [
	{
		verb: 'GET',
		path: 'models',
		versions: ALL,
		rpc: 'ModelService.ListModels',
		params: PAGE,
		answer: json(listModels),
	},
	{ verb: 'GET', path: 'models/{}', versions: ALL, rpc: 'ModelService.GetModel', answer: json(getModel) },
	{
		verb: 'POST',
		path: 'models/{}:generateContent',
		versions: NOT_PALM,
		rpc: 'GenerativeService.GenerateContent',
		answer: json(generateContent(answerBase)),
	},
	{
		verb: 'POST',
		path: 'models/{}:streamGenerateContent',
		versions: NOT_PALM,
		rpc: 'GenerativeService.StreamGenerateContent',
		answer: streamGenerateContent(answerBase),
	},
	{
		verb: 'POST',
		path: 'models/{}:countTokens',
		versions: NOT_PALM,
		rpc: 'GenerativeService.CountTokens',
		answer: json(countModelTokens),
	},
	{
		verb: 'GET',
		path: 'tunedModels',
		versions: BETA,
		rpc: 'ModelService.ListTunedModels',
		params: [...PAGE, 'filter'],
		answer: json(listTunedModels),
	},
	{
		verb: 'POST',
		path: 'tunedModels',
		versions: BETA,
		rpc: 'ModelService.CreateTunedModel',
		params: ['tunedModelId'],
		answer: json(createTunedModel),
	},
	{
		verb: 'GET',
		path: TUNED,
		versions: BETA,
		rpc: 'ModelService.GetTunedModel',
		answer: json(getTunedModel),
	},
	{
		verb: 'PATCH',
		path: TUNED,
		versions: BETA,
		rpc: 'ModelService.UpdateTunedModel',
		params: ['updateMask'],
		answer: json(patchTunedModel),
	},
	{
		verb: 'DELETE',
		path: TUNED,
		versions: BETA,
		rpc: 'ModelService.DeleteTunedModel',
		answer: json(deleteTunedModel),
	},
	{
		verb: 'POST',
		path: `${TUNED}:generateContent`,
		versions: NOT_PALM,
		rpc: 'GenerativeService.GenerateContent',
		answer: json(generateContent(answerTuned)),
	},
	{
		verb: 'POST',
		path: `${TUNED}:streamGenerateContent`,
		versions: NOT_PALM,
		rpc: 'GenerativeService.StreamGenerateContent',
		answer: streamGenerateContent(answerTuned),
	},
	{
		verb: 'POST',
		path: `${TUNED}:generateText`,
		versions: BETA,
		rpc: 'TextService.GenerateText',
		answer: json(generateText),
	},
	{
		verb: 'POST',
		path: `${TUNED}:batchGenerateContent`,
		versions: NOT_PALM,
		rpc: 'GenerativeService.BatchGenerateContent',
		answer: json(createBatch),
	},
	{
		verb: 'POST',
		path: `${TUNED}:asyncBatchEmbedContent`,
		versions: NOT_PALM,
		rpc: 'GenerativeService.AsyncBatchEmbedContent',
		answer: json(refuseEmbedding),
	},
	{
		verb: 'GET',
		path: 'batches/{}',
		versions: NOT_PALM,
		rpc: 'Operations.GetOperation',
		answer: json(getBatch),
	},
	{
		verb: 'POST',
		path: `${TUNED}:transferOwnership`,
		versions: BETA,
		rpc: 'PermissionService.TransferOwnership',
		keys: false,
		answer: json(transferOwnership),
	},
	{ verb: 'GET', path: OPERATION, versions: ALL, rpc: 'Operations.GetOperation', answer: json(getOperation) },
	{
		verb: 'GET',
		path: `${TUNED}/operations`,
		versions: ALL,
		rpc: 'Operations.ListOperations',
		params: [...PAGE, 'filter', 'returnPartialSuccess'],
		answer: json(listModelOperations),
	},
	{
		verb: 'GET',
		path: 'operations',
		versions: STABLE,
		rpc: 'Operations.ListOperations',
		params: [...PAGE, 'filter', 'returnPartialSuccess'],
		answer: json(listAllOperations),
	},
	{
		verb: 'POST',
		path: `${OPERATION}:cancel`,
		versions: STABLE,
		rpc: 'Operations.CancelOperation',
		answer: json(cancelOperation),
	},
	{
		verb: 'DELETE',
		path: OPERATION,
		versions: ALL,
		rpc: 'Operations.DeleteOperation',
		answer: json(deleteOperation),
	},
	{
		verb: 'DELETE',
		path: 'operations/{}',
		versions: STABLE,
		rpc: 'Operations.DeleteOperation',
		answer: json(deleteOperation),
	},
	{
		verb: 'POST',
		path: `${TUNED}/permissions`,
		versions: BETA,
		rpc: 'PermissionService.CreatePermission',
		keys: false,
		answer: json(createPermission),
	},
	{
		verb: 'GET',
		path: `${TUNED}/permissions`,
		versions: BETA,
		rpc: 'PermissionService.ListPermissions',
		keys: false,
		params: PAGE,
		answer: json(listPermissions),
	},
	{
		verb: 'GET',
		path: PERMISSION,
		versions: BETA,
		rpc: 'PermissionService.GetPermission',
		keys: false,
		answer: json(getPermission),
	},
	{
		verb: 'PATCH',
		path: PERMISSION,
		versions: BETA,
		rpc: 'PermissionService.UpdatePermission',
		keys: false,
		params: ['updateMask'],
		answer: json(patchPermission),
	},
	{
		verb: 'DELETE',
		path: PERMISSION,
		versions: BETA,
		rpc: 'PermissionService.DeletePermission',
		keys: false,
		answer: json(deletePermission),
	},
];
