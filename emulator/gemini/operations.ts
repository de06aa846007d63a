import { ApiError } from '../errors.ts';
import { present } from '../json.ts';
import { parseBody } from '../jsonBody.ts';
import type { Json } from '../json.ts';
import { decode } from '../proto.ts';
import type { Role, TunedModel } from '../store.ts';
import { hasRole, requireRole } from './access.ts';
import { findTunedModel } from './lookup.ts';
import { cancelOperationRequest } from './messages.ts';
import type { Request, Service } from './method.ts';
import { paginate } from '../paging.ts';
import { operationName, renderOperation } from './render.ts';

function findOperation(service: Service, request: Request, needed: Role): TunedModel {
	const [id = '', operation = ''] = request.ids;
	const model = findTunedModel(service, id);
	requireRole(model, request.consumer, needed, request.version);
	if (model.operationId !== operation) {
		throw new ApiError('NOT_FOUND', `Operation tunedModels/${id}/operations/${operation} does not exist.`);
	}
	return model;
}

export function getOperation(service: Service, request: Request): Json {
	return renderOperation(findOperation(service, request, 'READER'), request.now);
}

/** Canceling a job that has ended changes nothing. */
export function cancelOperation(service: Service, request: Request): Json {
	const model = findOperation(service, request, 'WRITER');
	decode(cancelOperationRequest, parseBody(request.body));
	model.run.cancel(request.now);
	return {};
}

export function listModelOperations(service: Service, request: Request): Json {
	const model = findTunedModel(service, request.ids[0] ?? '');
	requireRole(model, request.consumer, 'READER', request.version);
	return renderList([model], request);
}

export function listAllOperations(service: Service, request: Request): Json {
	const models = [...service.store.tunedModels.values()].filter((model) =>
		hasRole(model, request.consumer, 'READER'),
	);
	return renderList(models, request);
}

function renderList(models: readonly TunedModel[], { params, now }: Request): Json {
	const ordered = [...models].sort((a, b) => (operationName(a) < operationName(b) ? -1 : 1));
	const { items, nextPageToken } = paginate(ordered, { params, defaultSize: 50, keyOf: operationName });
	return present({
		operations: items.length > 0 ? items.map((model) => renderOperation(model, now)) : undefined,
		nextPageToken,
	});
}

/** Tuning operations can't be deleted; Google never implemented it. */
export function deleteOperation(): Json {
	throw new ApiError('UNIMPLEMENTED', 'Operation is not implemented, or supported, or enabled.');
}
