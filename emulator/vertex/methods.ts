import { createBatch } from './batch/create.ts';
import { cancelBatch, deleteBatch, getBatch, listBatches } from './batch/jobs.ts';
import { createTuningJob } from './create.ts';
import { deleteEndpoint, getEndpoint, listEndpoints, undeployModel } from './endpoints.ts';
import {
	countContentTokens,
	deployedModel,
	generateContent,
	publishedModel,
	registeredModel,
	streamGenerateContent,
} from './generate.ts';
import { cancelTuningJob, getTuningJob, listTuningJobs } from './jobs.ts';
import type { Method } from './method.ts';
import { batchRead, getContext, listRuns, listTimeSeries, readSeries } from './metrics/tensorboards.ts';
import {
	deleteModel,
	deleteModelVersion,
	getModel,
	listModels,
	listModelVersions,
	patchModel,
} from './models.ts';
import { getOperation } from './operations.ts';
import { getPublisherModel, listPublisherModels } from './publishers.ts';
import { rebaseTunedModel } from './rebase.ts';

const LIST = ['filter', 'pageSize', 'pageToken'];

function method(
	verb: Method['verb'],
	path: string,
	rpc: string,
	permission: string | undefined,
	answer: Method['answer'],
	more: Pick<Method, 'versions' | 'params'> = {},
): Method {
	return {
		verb,
		path,
		rpc,
		...(permission !== undefined && { permission: `aiplatform.${permission}` }),
		answer,
		...more,
	};
}

const tuning = [
	method('POST', 'tuningJobs', 'GenAiTuningService.CreateTuningJob', 'tuningJobs.create', createTuningJob),
	method('GET', 'tuningJobs', 'GenAiTuningService.ListTuningJobs', 'tuningJobs.list', listTuningJobs, {
		params: LIST,
	}),
	method('GET', 'tuningJobs/{}', 'GenAiTuningService.GetTuningJob', 'tuningJobs.get', getTuningJob),
	method(
		'POST',
		'tuningJobs/{}:cancel',
		'GenAiTuningService.CancelTuningJob',
		'tuningJobs.cancel',
		cancelTuningJob,
	),
	method(
		'POST',
		'tuningJobs:rebaseTunedModel',
		'GenAiTuningService.RebaseTunedModel',
		'tuningJobs.create',
		rebaseTunedModel,
	),
];

const batches = [
	method(
		'POST',
		'batchPredictionJobs',
		'JobService.CreateBatchPredictionJob',
		'batchPredictionJobs.create',
		createBatch,
	),
	method(
		'GET',
		'batchPredictionJobs',
		'JobService.ListBatchPredictionJobs',
		'batchPredictionJobs.list',
		listBatches,
		{ params: [...LIST, 'readMask'] },
	),
	method(
		'GET',
		'batchPredictionJobs/{}',
		'JobService.GetBatchPredictionJob',
		'batchPredictionJobs.get',
		getBatch,
	),
	method(
		'POST',
		'batchPredictionJobs/{}:cancel',
		'JobService.CancelBatchPredictionJob',
		'batchPredictionJobs.cancel',
		cancelBatch,
	),
	method(
		'DELETE',
		'batchPredictionJobs/{}',
		'JobService.DeleteBatchPredictionJob',
		'batchPredictionJobs.delete',
		deleteBatch,
	),
];

const models = [
	method('GET', 'models', 'ModelService.ListModels', 'models.list', listModels, {
		params: [...LIST, 'orderBy', 'readMask'],
	}),
	method('GET', 'models/{}', 'ModelService.GetModel', 'models.get', getModel),
	method(
		'GET',
		'models/{}:listVersions',
		'ModelService.ListModelVersions',
		'models.list',
		listModelVersions,
		{
			params: [...LIST, 'orderBy', 'readMask'],
		},
	),
	method('PATCH', 'models/{}', 'ModelService.UpdateModel', 'models.update', patchModel, {
		params: ['updateMask'],
	}),
	method('DELETE', 'models/{}', 'ModelService.DeleteModel', 'models.delete', deleteModel),
	method(
		'DELETE',
		'models/{}:deleteVersion',
		'ModelService.DeleteModelVersion',
		'models.delete',
		deleteModelVersion,
	),
];

const endpoints = [
	method('GET', 'endpoints', 'EndpointService.ListEndpoints', 'endpoints.list', listEndpoints, {
		params: [...LIST, 'orderBy', 'readMask', 'gdcZone'],
	}),
	method('GET', 'endpoints/{}', 'EndpointService.GetEndpoint', 'endpoints.get', getEndpoint),
	method(
		'POST',
		'endpoints/{}:undeployModel',
		'EndpointService.UndeployModel',
		'endpoints.undeploy',
		undeployModel,
	),
	method('DELETE', 'endpoints/{}', 'EndpointService.DeleteEndpoint', 'endpoints.delete', deleteEndpoint),
];

/** The kinds of models that generate, by the path of the name. */
const asked = [
	['endpoints/{}', deployedModel],
	['publishers/google/models/{}', publishedModel],
	['models/{}', registeredModel],
] as const;

const predictions = asked.flatMap(([path, find]) => [
	method(
		'POST',
		`${path}:generateContent`,
		'PredictionService.GenerateContent',
		'endpoints.predict',
		generateContent(find),
	),
	method(
		'POST',
		`${path}:streamGenerateContent`,
		'PredictionService.StreamGenerateContent',
		'endpoints.predict',
		streamGenerateContent(find),
	),
	method(
		'POST',
		`${path}:countTokens`,
		'LlmUtilityService.CountTokens',
		'endpoints.predict',
		countContentTokens(find),
	),
]);

const operations = [
	method('GET', '{}/{}/operations/{}', 'Operations.GetOperation', undefined, getOperation),
	// The client has to poll: the wait method may return before its time limit.
	method('POST', '{}/{}/operations/{}:wait', 'Operations.WaitOperation', undefined, getOperation, {
		params: ['timeout'],
	}),
];

const publishers = [
	method(
		'GET',
		'/publishers/google/models',
		'ModelGardenService.ListPublisherModels',
		undefined,
		listPublisherModels,
		{
			versions: ['v1beta1'],
			params: [...LIST, 'view', 'orderBy', 'languageCode', 'listAllVersions'],
		},
	),
	method(
		'GET',
		'/publishers/google/models/{}',
		'ModelGardenService.GetPublisherModel',
		undefined,
		getPublisherModel,
		{
			params: [
				'view',
				'languageCode',
				'isHuggingFaceModel',
				'includeEquivalentModelGardenModelDeploymentConfigs',
			],
		},
	),
];

const board = 'tensorboards/{}';
const runs = `${board}/experiments/{}/runs`;

const metrics = [
	method('GET', 'metadataStores/{}/contexts/{}', 'MetadataService.GetContext', 'contexts.get', getContext),
	method('GET', runs, 'TensorboardService.ListTensorboardRuns', 'tensorboardRuns.list', listRuns, {
		params: [...LIST, 'orderBy', 'readMask'],
	}),
	method(
		'GET',
		`${runs}/{}/timeSeries`,
		'TensorboardService.ListTensorboardTimeSeries',
		'tensorboardTimeSeries.list',
		listTimeSeries,
		{ params: [...LIST, 'orderBy', 'readMask'] },
	),
	method(
		'GET',
		`${board}:batchRead`,
		'TensorboardService.BatchReadTensorboardTimeSeriesData',
		'tensorboardTimeSeries.batchRead',
		batchRead,
		{ params: ['timeSeries'] },
	),
	method(
		'GET',
		`${runs}/{}/timeSeries/{}:read`,
		'TensorboardService.ReadTensorboardTimeSeriesData',
		'tensorboardTimeSeries.read',
		readSeries,
		{ params: ['maxDataPoints', 'filter'] },
	),
];

/** Every method of this emulator. */
export const methods: readonly Method[] = [
	...tuning,
	...batches,
	...models,
	...endpoints,
	...predictions,
	...operations,
	...publishers,
	...metrics,
];
