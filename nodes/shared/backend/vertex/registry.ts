import type { Page, PageRequest } from '../paginate';
import type { DeployedModel, Endpoint, RegisteredModel, Registry } from '../registry';
import type { ModelChange } from '../tuning';
import { defined } from '../../domain/defined';
import { nextPage } from '../paginate';
import type { Calls } from './calls';
import { urlOf } from './calls';
import type { Resource } from './names';
import { placeName, resourceName } from './names';
import type * as wire from './wire';

/** Lists what is kept and served in the place that is connected to. */
export function createRegistry(calls: Calls): Registry {
	const url = (collection: string) => urlOf(calls, `${placeName(calls.place)}/${collection}`);
	return {
		async listModels({ pageSize, pageToken, filter }: PageRequest = {}): Promise<Page<RegisteredModel>> {
			const query = { pageSize, pageToken, filter };
			const answer = await calls.http<wire.ListModelsResponse>({ method: 'GET', url: url('models'), query });
			return { items: (answer.models ?? []).map(toModel), ...nextPage(answer) };
		},
		async listEndpoints({ pageSize, pageToken, filter }: PageRequest = {}): Promise<Page<Endpoint>> {
			const query = { pageSize, pageToken, filter };
			const answer = await calls.http<wire.ListEndpointsResponse>({
				method: 'GET',
				url: url('endpoints'),
				query,
			});
			return { items: (answer.endpoints ?? []).map(toEndpoint), ...nextPage(answer) };
		},
	};
}

/** Changes a registered model; what is left out stays. */
export async function updateModel(calls: Calls, model: Resource, change: ModelChange): Promise<void> {
	const { displayName, description, labels } = change;
	const body = defined({ displayName, description, labels });
	await calls.http<wire.Model>({
		method: 'PATCH',
		url: urlOf(calls, resourceName(model)),
		query: { updateMask: Object.keys(body).join(',') },
		body,
		repeatable: true,
	});
}

function toModel(model: wire.Model): RegisteredModel {
	return {
		name: model.name ?? '',
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
		name: name ?? '',
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
