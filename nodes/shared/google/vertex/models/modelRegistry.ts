import type { Page, PageRequest } from '../../http/paginate';
import type { DeployedModel, Endpoint, RegisteredModel, Registry } from '../../tunedModels';
import type { ModelChange } from '../../tuning';
import { defined } from '../../../domain/defined';
import { object } from '../../http/shape';
import type { Calls } from '../calls';
import { urlOf } from '../calls';
import type { Resource } from '../resourceNames';
import { placeName, resourceName } from '../resourceNames';
import * as wire from '../vertexWire';

/** Lists the models and endpoints of the backend's project and location. */
export function createRegistry(calls: Calls): Registry {
	const url = (collection: string) => urlOf(calls, `${placeName(calls.place)}/${collection}`);
	return {
		async listModels({ pageSize, pageToken, filter }: PageRequest = {}): Promise<Page<RegisteredModel>> {
			const query = { pageSize, pageToken, filter };
			const request = { method: 'GET', url: url('models'), query } as const;
			const { items, ...rest } = await calls.http(request, wire.listModelsResponse);
			return { items: items.map(toModel), ...rest };
		},
		async listEndpoints({ pageSize, pageToken, filter }: PageRequest = {}): Promise<Page<Endpoint>> {
			const query = { pageSize, pageToken, filter };
			const request = { method: 'GET', url: url('endpoints'), query } as const;
			const { items, ...rest } = await calls.http(request, wire.listEndpointsResponse);
			return { items: items.map(toEndpoint), ...rest };
		},
	};
}

/** Changes a registered model. Absent fields stay as they are. */
export async function updateModel(calls: Calls, model: Resource, change: ModelChange): Promise<void> {
	const { displayName, description, labels } = change;
	const body = defined({ displayName, description, labels });
	const request = {
		method: 'PATCH',
		url: urlOf(calls, resourceName(model)),
		query: { updateMask: Object.keys(body).join(',') },
		body,
		repeatable: true,
	} as const;
	await calls.http(request, object);
}

function toModel(model: wire.Model): RegisteredModel {
	return {
		name: model.name,
		version: model.versionId ?? null,
		displayName: model.displayName ?? '',
		description: model.description ?? '',
		labels: model.labels ?? {},
		endpoints: [...new Set((model.deployedModels ?? []).flatMap(({ endpoint }) => endpoint ?? []))],
		createTime: model.createTime ?? null,
		updateTime: model.updateTime ?? null,
	};
}

function toEndpoint({ name, displayName, deployedModels, createTime }: wire.Endpoint): Endpoint {
	return {
		name,
		displayName: displayName ?? '',
		deployedModels: (deployedModels ?? []).map(toDeployedModel),
		createTime: createTime ?? null,
	};
}

function toDeployedModel(deployed: wire.DeployedModel): DeployedModel {
	const [model = '', version] = (deployed.model ?? '').split('@');
	return {
		id: deployed.id ?? '',
		model,
		version: deployed.modelVersionId ?? version ?? null,
		checkpointId: deployed.checkpointId ?? null,
		displayName: deployed.displayName ?? '',
	};
}
