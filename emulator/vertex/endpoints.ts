import { microsTimestamp } from '../clock.ts';
import { ApiError } from '../errors.ts';
import { present, unlessDefault } from '../json.ts';
import { jsonReply, parseBody } from '../jsonBody.ts';
import type { Json } from '../json.ts';
import type { Reply } from '../http.ts';
import { decode } from '../proto.ts';
import { fieldError, notFound } from './errors.ts';
import { createFilter } from './filter.ts';
import { messages } from './messages.ts';
import { isIn, nameOf } from './method.ts';
import type { VertexRequest, VertexService } from './method.ts';
import { EMPTY, startOperation } from './operations.ts';
import { newestFirst } from './paging.ts';
import type { DeployedModel, Endpoint } from './tables.ts';

const FILTERABLE = ['createTime', 'displayName', 'labels', 'name', 'updateTime'];

/** @throws ApiError 404 */
export function findEndpoint({ store }: VertexService, request: VertexRequest): Endpoint {
	const endpoint = store.vertex.endpoints.get(request.ids[0] ?? '');
	if (!endpoint || !isIn(endpoint, request)) throw notFound('Endpoint');
	return endpoint;
}

function renderDeployed(service: VertexService, deployed: DeployedModel): Json {
	const { id, model, version, checkpointId, displayName, createTime } = deployed;
	return present({
		id,
		model: nameOf(service, 'models', model),
		displayName,
		createTime: microsTimestamp(createTime),
		modelVersionId: version,
		checkpointId,
	});
}

function renderEndpoint(service: VertexService, endpoint: Endpoint): { [key: string]: Json } {
	const { displayName, deployed, labels, createTime, updateTime } = endpoint;
	const [first, ...others] = deployed;
	return present({
		name: nameOf(service, 'endpoints', endpoint),
		displayName,
		deployedModels: unlessDefault(deployed.map((one) => renderDeployed(service, one))),
		trafficSplit: first && others.length === 0 ? { [first.id]: 100 } : undefined,
		etag: Buffer.from(`${endpoint.id}/${updateTime}`).toString('base64'),
		labels: Object.keys(labels).length > 0 ? { ...labels } : undefined,
		createTime: microsTimestamp(createTime),
		updateTime: microsTimestamp(updateTime),
	});
}

export function getEndpoint(service: VertexService, request: VertexRequest): Reply {
	return jsonReply(renderEndpoint(service, findEndpoint(service, request)), request.query);
}

export function listEndpoints(service: VertexService, request: VertexRequest): Reply {
	const { params, query } = request;
	const wanted = createFilter(params.get('filter') ?? '', FILTERABLE);
	const render = (endpoint: Endpoint) => renderEndpoint(service, endpoint);
	const endpoints = [...service.store.vertex.endpoints.values()].filter(
		(endpoint) => isIn(endpoint, request) && wanted(render(endpoint)),
	);
	const { items, nextPageToken } = newestFirst(endpoints, params);
	return jsonReply(present({ endpoints: unlessDefault(items.map(render)), nextPageToken }), query);
}

export function undeployModel(service: VertexService, request: VertexRequest): Reply {
	const endpoint = findEndpoint(service, request);
	const { deployedModelId } = decode(messages[request.version].undeployModelRequest, parseBody(request.body));
	if (!deployedModelId) throw fieldError('deployed_model_id', 'Required field is not set.');
	if (!endpoint.deployed.some(({ id }) => id === deployedModelId)) {
		throw new ApiError('NOT_FOUND', `The DeployedModel ${deployedModelId} does not exist in the Endpoint.`);
	}
	return startOperation(service, request, {
		on: `endpoints/${endpoint.id}`,
		place: endpoint,
		metadata: 'UndeployModelOperationMetadata',
		finish: (at) => {
			endpoint.deployed = endpoint.deployed.filter(({ id }) => id !== deployedModelId);
			endpoint.updateTime = at;
			return {
				response: {
					'@type': `type.googleapis.com/google.cloud.aiplatform.${request.version}.UndeployModelResponse`,
				},
			};
		},
	});
}

/** endpoints.delete; deployed models have to be undeployed first. */
export function deleteEndpoint(service: VertexService, request: VertexRequest): Reply {
	const endpoint = findEndpoint(service, request);
	if (endpoint.deployed.length > 0) {
		throw new ApiError(
			'FAILED_PRECONDITION',
			`The Endpoint "${nameOf(service, 'endpoints', endpoint)}" has deployed or being-deployed DeployedModel(s), ` +
				'please undeploy them before deletion.',
		);
	}
	return startOperation(service, request, {
		on: `endpoints/${endpoint.id}`,
		place: endpoint,
		metadata: 'DeleteOperationMetadata',
		finish: () => {
			service.store.vertex.endpoints.delete(endpoint.id);
			return { response: EMPTY };
		},
	});
}
