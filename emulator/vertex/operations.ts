import { microsTimestamp } from '../clock.ts';
import { present, unlessDefault } from '../json.ts';
import { jsonReply } from '../jsonBody.ts';
import type { Json } from '../json.ts';
import type { Reply } from '../http.ts';
import { notFound } from './errors.ts';
import { newId, parentOf } from './method.ts';
import type { VertexRequest, VertexService } from './method.ts';
import type { Operation, Place } from './tables.ts';

export const EMPTY: Json = { '@type': 'type.googleapis.com/google.protobuf.Empty' };

/** The resource of an operation and its effect at the end. */
interface Work {
	/** Kind and ID of the resource, e.g. `models/123`. */
	on: string;
	place: Omit<Place, 'id'>;
	/** Name of the metadata's message. */
	metadata: string;
	finish: Operation['finish'];
}

/** Starts a long-running operation and returns it. */
export function startOperation(service: VertexService, request: VertexRequest, work: Work): Reply {
	const { now, version, query } = request;
	const operation: Operation = {
		name: `${parentOf(service, work.place)}/${work.on}/operations/${newId(service)}`,
		project: work.place.project,
		location: work.place.location,
		createTime: now,
		doneTime: now + service.durations.operationMs,
		metadata: work.metadata,
		finish: work.finish,
	};
	service.store.vertex.operations.set(operation.name, operation);
	return jsonReply(renderOperation(operation, version, now), query);
}

function renderOperation(
	{ name, metadata, createTime, doneTime, result }: Operation,
	version: string,
	now: number,
): Json {
	const { response, error } = { response: undefined, error: undefined, ...result };
	return present({
		name,
		metadata: {
			'@type': `type.googleapis.com/google.cloud.aiplatform.${version}.${metadata}`,
			genericMetadata: {
				createTime: microsTimestamp(createTime),
				updateTime: microsTimestamp(result ? Math.min(doneTime, now) : createTime),
			},
		},
		done: unlessDefault(result !== undefined),
		error: error && { ...error },
		response,
	});
}

/** operations.get, by the name below its location, e.g. `models/1/operations/2`. */
export function getOperation(service: VertexService, request: VertexRequest): Reply {
	const [kind = '', id = '', operation = ''] = request.ids;
	const parent = parentOf(service, { project: request.project.id, location: request.location });
	const found = service.store.vertex.operations.get(`${parent}/${kind}/${id}/operations/${operation}`);
	if (!found) throw notFound('Operation');
	return jsonReply(renderOperation(found, request.version, request.now), request.query);
}
