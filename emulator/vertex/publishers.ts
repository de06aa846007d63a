import { ApiError } from '../errors.ts';
import { present } from '../json.ts';
import { jsonReply } from '../jsonBody.ts';
import type { Json } from '../json.ts';
import type { Reply } from '../http.ts';
import { paginate } from '../paging.ts';
import { baseModels, findBaseModel } from './baseModels.ts';
import type { BaseModel } from './baseModels.ts';
import type { VertexRequest, VertexService } from './method.ts';

function render({ id, launchStage }: BaseModel): Json {
	return {
		name: `publishers/google/models/${id}`,
		versionId: 'default',
		openSourceCategory: 'PROPRIETARY',
		launchStage,
		publisherModelTemplate: `projects/{project}/locations/{location}/publishers/google/models/${id}`,
	};
}

/** publishers.models.list */
export function listPublisherModels(_service: VertexService, { params, query }: VertexRequest): Reply {
	const ordered = [...baseModels].sort((a, b) => (a.id < b.id ? -1 : 1));
	const { items, nextPageToken } = paginate(ordered, { params, defaultSize: 100, keyOf: ({ id }) => id });
	return jsonReply(present({ publisherModels: items.map(render), nextPageToken }), query);
}

export function getPublisherModel(_service: VertexService, { ids, query }: VertexRequest): Reply {
	const model = findBaseModel(ids[0] ?? '');
	if (!model)
		throw new ApiError('NOT_FOUND', `Publisher Model \`publishers/google/models/${ids[0]}\` was not found.`);
	return jsonReply(render(model), query);
}
