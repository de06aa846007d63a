import type { Page, PageRequest } from './http/paginate';

/** Tuned models and the endpoints at which they are called. */
export interface Registry {
	listModels(request?: PageRequest): Promise<Page<RegisteredModel>>;
	listEndpoints(request?: PageRequest): Promise<Page<Endpoint>>;
}

export interface RegisteredModel {
	/** `projects/{p}/locations/{l}/models/{id}` */
	name: string;
	version: string | null;
	displayName: string;
	description: string;
	labels: Record<string, string>;
	/** Resource names of the endpoints at which it is deployed. */
	endpoints: string[];
	createTime: string | null;
	updateTime: string | null;
}

export interface Endpoint {
	/** `projects/{p}/locations/{l}/endpoints/{id}` */
	name: string;
	displayName: string;
	deployedModels: DeployedModel[];
	createTime: string | null;
}

export interface DeployedModel {
	id: string;
	/** `projects/{p}/locations/{l}/models/{id}`, without a version. */
	model: string;
	version: string | null;
	checkpointId: string | null;
	displayName: string;
}
