import { microsTimestamp } from '../clock.ts';
import { ApiError, invalidArgument } from '../errors.ts';
import { present, unlessDefault } from '../json.ts';
import { jsonReply, parseBody } from '../jsonBody.ts';
import type { Json } from '../json.ts';
import type { Reply } from '../http.ts';
import { decode, maskPaths } from '../proto.ts';
import { fieldError, notFound } from './errors.ts';
import { createFilter } from './filter.ts';
import { messages } from './messages.ts';
import { isIn, nameOf } from './method.ts';
import type { VertexRequest, VertexService } from './method.ts';
import { EMPTY, startOperation } from './operations.ts';
import { newestFirst } from './paging.ts';
import type { Model, ModelVersion, Place } from './tables.ts';

const FILTERABLE = ['createTime', 'displayName', 'labels', 'name', 'updateTime'];
const PATCHABLE = [
	'displayName',
	'description',
	'versionDescription',
	'labels',
	'defaultCheckpointId',
] as const;
type Patchable = (typeof PATCHABLE)[number];
type Change = Partial<Record<Exclude<Patchable, 'labels'>, string>> & { labels?: Record<string, string> };

/** @param place whose ID may contain a version, `123@2` @throws ApiError 404 */
export function findModel({ store }: VertexService, { id, project, location }: Place): Model {
	const model = store.vertex.models.get(id.replace(/@.*$/, ''));
	if (!model || model.project !== project || model.location !== location) throw notFound('Model');
	return model;
}

/** @param version number or the alias `default`; without it the default @throws ApiError 404 */
export function findVersion(model: Model, version = 'default'): ModelVersion {
	const found =
		version === 'default' ? model.versions.at(-1) : model.versions.find(({ id }) => id === version);
	if (!found) throw notFound('Model');
	return found;
}

function requested(
	service: VertexService,
	{ ids, project, location }: VertexRequest,
): { model: Model; version: ModelVersion } {
	const [id = ''] = ids;
	const model = findModel(service, { id, project: project.id, location });
	return { model, version: findVersion(model, id.split('@')[1]) };
}

/** The endpoints of a model, or of one version. */
function deploymentsOf({ store }: VertexService, model: Model, version?: string) {
	return [...store.vertex.endpoints.values()].flatMap((endpoint) =>
		endpoint.deployed
			.filter(
				(deployed) => deployed.model.id === model.id && (version ?? deployed.version) === deployed.version,
			)
			.map((deployed) => ({ endpoint, deployed })),
	);
}

function renderModel(service: VertexService, model: Model, version: ModelVersion): { [key: string]: Json } {
	const deployments = deploymentsOf(service, model, version.id);
	return present({
		name: nameOf(service, 'models', model),
		displayName: model.displayName,
		versionDescription: unlessDefault(version.description),
		versionId: version.id,
		versionAliases: model.versions.at(-1) === version ? ['default'] : undefined,
		versionCreateTime: microsTimestamp(version.createTime),
		versionUpdateTime: microsTimestamp(version.updateTime),
		createTime: microsTimestamp(model.createTime),
		updateTime: microsTimestamp(version.updateTime),
		deployedModels: unlessDefault(
			deployments.map(({ endpoint, deployed }) => ({
				endpoint: nameOf(service, 'endpoints', endpoint),
				deployedModelId: deployed.id,
			})),
		),
		etag: Buffer.from(`${version.id}/${version.updateTime}`).toString('base64'),
		labels: Object.keys(version.labels).length > 0 ? { ...version.labels } : undefined,
		baseModelSource: {
			genieSource: { baseModelUri: `publishers/google/models/${version.baseModel}` },
		},
		checkpoints: unlessDefault(
			version.checkpoints.map(({ checkpointId, epoch, step }) => ({
				checkpointId,
				epoch: String(epoch),
				step: String(step),
			})),
		),
		defaultCheckpointId: version.defaultCheckpointId,
	});
}

export function getModel(service: VertexService, request: VertexRequest): Reply {
	const { model, version } = requested(service, request);
	return jsonReply(renderModel(service, model, version), request.query);
}

export function listModels(service: VertexService, request: VertexRequest): Reply {
	const { params, query } = request;
	const wanted = createFilter(params.get('filter') ?? '', FILTERABLE);
	const render = (model: Model) => renderModel(service, model, findVersion(model));
	const models = [...service.store.vertex.models.values()].filter(
		(model) => isIn(model, request) && wanted(render(model)),
	);
	const { items, nextPageToken } = newestFirst(models, params);
	return jsonReply(present({ models: unlessDefault(items.map(render)), nextPageToken }), query);
}

/** models.listVersions, the newest first; all on one page. */
export function listModelVersions(service: VertexService, request: VertexRequest): Reply {
	const { model } = requested(service, request);
	const models = model.versions.toReversed().map((version) => renderModel(service, model, version));
	return jsonReply(present({ models: unlessDefault(models) }), request.query);
}

/** models.patch; without a mask it changes what the body has. */
export function patchModel(service: VertexService, request: VertexRequest): Reply {
	const { model, version } = requested(service, request);
	const change: Change = decode(messages[request.version].model, parseBody(request.body), 'model');
	const paths = pathsToChange(request.params.get('updateMask') ?? null, change);
	for (const path of paths) apply(model, version, path, change);
	if (paths.length > 0) version.updateTime = request.now;
	return jsonReply(renderModel(service, model, version), request.query);
}

function pathsToChange(mask: string | null, change: Change): readonly Patchable[] {
	const paths = maskPaths(mask);
	if (!paths) return PATCHABLE.filter((path) => change[path] !== undefined);
	return paths.map((path) => {
		const known = PATCHABLE.find((name) => name === path);
		if (!known) throw invalidArgument('update_mask', `The field "${path}" cannot be updated.`);
		return known;
	});
}

function apply(model: Model, version: ModelVersion, path: Patchable, change: Change): void {
	switch (path) {
		case 'displayName':
			if (!change.displayName) throw fieldError('model.display_name', 'Required field is not set.');
			model.displayName = change.displayName;
			break;
		case 'description':
		case 'versionDescription':
			version.description = change[path] ?? '';
			break;
		case 'labels':
			version.labels = change.labels ?? {};
			break;
		case 'defaultCheckpointId': {
			const found = version.checkpoints.find(
				({ checkpointId }) => checkpointId === change.defaultCheckpointId,
			);
			if (!found) throw fieldError('model.default_checkpoint_id', 'The checkpoint does not exist.');
			version.defaultCheckpointId = found.checkpointId;
		}
	}
}

function refuseDeployed(service: VertexService, model: Model, version?: string): void {
	const endpoints = new Set(
		deploymentsOf(service, model, version).map(({ endpoint }) => nameOf(service, 'endpoints', endpoint)),
	);
	if (endpoints.size === 0) return;
	throw new ApiError(
		'FAILED_PRECONDITION',
		`The Model "${nameOf(service, 'models', model)}" is deployed or being deployed at the following Endpoint(s): ` +
			`${[...endpoints].join(', ')}.`,
	);
}

/** models.delete, with all versions. */
export function deleteModel(service: VertexService, request: VertexRequest): Reply {
	const { model } = requested(service, request);
	refuseDeployed(service, model);
	return startOperation(service, request, {
		on: `models/${model.id}`,
		place: model,
		metadata: 'DeleteOperationMetadata',
		finish: () => {
			service.store.vertex.models.delete(model.id);
			return { response: EMPTY };
		},
	});
}

/** models.deleteVersion; the only version can't be deleted alone. */
export function deleteModelVersion(service: VertexService, request: VertexRequest): Reply {
	const { model, version } = requested(service, request);
	if (!request.ids[0]?.includes('@')) throw fieldError('name', 'The version ID is missing.');
	refuseDeployed(service, model, version.id);
	if (model.versions.length === 1) {
		throw new ApiError(
			'FAILED_PRECONDITION',
			'Deleting the only version of a Model is not allowed, delete the Model.',
		);
	}
	return startOperation(service, request, {
		on: `models/${model.id}`,
		place: model,
		metadata: 'DeleteOperationMetadata',
		finish: () => {
			model.versions = model.versions.filter((one) => one !== version);
			return { response: EMPTY };
		},
	});
}
