/**
 * Deleting a tuned model. Vertex AI deletes neither a model that is deployed nor an endpoint that serves one, so everything goes
 * in this order: undeploy, delete the endpoints, delete the model; each step is a long-running operation. Jobs stay: they
 * cannot be deleted.
 */

import { ConfigurationError, GoogleApiError, ignoring } from '../errors';
import { paginate } from '../paginate';
import type { Calls } from './calls';
import { urlOf } from './calls';
import type { Resource } from './names';
import { isSame, parseResource, placeName, resourceName } from './names';
import { settle } from './operations';
import { resolveModel } from './resolve';
import type * as wire from './wire';

/** What is to go: one version of a model where it has more, else the whole model. */
interface Target {
	/** Without a version. */
	model: Resource;
	/** Null for all versions. */
	version: string | null;
}

/** What is to be undeployed from one endpoint. */
interface Clearing {
	endpoint: string;
	deployed: string[];
	/** Whether other models stay on it, so that it does. */
	isShared: boolean;
	/** Percent of the traffic by deployed model. */
	trafficSplit: Record<string, number>;
}

const longestPage = 100;

/**
 * Deletes a tuned model with all endpoints that serve nothing else, those of its checkpoints too.
 *
 * @param name a tuned model, with a version or without, the job that made it, or an endpoint that serves it
 * @throws ConfigurationError when an endpoint sends its traffic to this model and serves others, too; nothing is deleted then
 * @throws GoogleApiError 404 when there is no such model
 */
export async function remove(calls: Calls, name: string): Promise<void> {
	const target = await findTarget(calls, await resolveModel(calls, name));
	const clearings = await findClearings(calls, target);
	for (const clearing of clearings) assertReplaceable(clearing);
	for (const clearing of clearings) await clear(calls, clearing);
	await deleteModel(calls, target);
}

async function findTarget(calls: Calls, named: Resource): Promise<Target> {
	const { version, ...model } = named;
	const { versionId } = await calls.http<wire.Model>({
		method: 'GET',
		url: urlOf(calls, resourceName(named)),
	});
	if (version === undefined) return { model, version: null };
	const versions = await calls.http<wire.ListModelsResponse>({
		method: 'GET',
		url: `${urlOf(calls, resourceName(model))}:listVersions`,
	});
	const isOnly = (versions.models ?? []).length <= 1;
	return { model, version: isOnly ? null : (versionId ?? version) };
}

/** Asks the endpoints, not the model: they tell of each deployed model which version it is and whether others stand beside it. */
async function findClearings(calls: Calls, target: Target): Promise<Clearing[]> {
	const url = urlOf(calls, `${placeName(target.model)}/endpoints`);
	const list = async (query: { pageSize?: number; pageToken?: string }) => {
		const { endpoints = [], nextPageToken } = await calls.http<wire.ListEndpointsResponse>({
			method: 'GET',
			url,
			query: { pageSize: query.pageSize, pageToken: query.pageToken },
		});
		return { items: endpoints, ...(nextPageToken && { nextPageToken }) };
	};
	const found: Clearing[] = [];
	for await (const endpoint of paginate(list, { pageSize: longestPage })) {
		const clearing = toClearing(calls, endpoint, target);
		if (clearing) found.push(clearing);
	}
	return found;
}

function toClearing(calls: Calls, endpoint: wire.Endpoint, target: Target): Clearing | undefined {
	const all = endpoint.deployedModels ?? [];
	const own = all.filter((deployed) => isTarget(calls, deployed, target));
	if (own.length === 0 || endpoint.name === undefined) return undefined;
	return {
		endpoint: endpoint.name,
		deployed: own.flatMap(({ id }) => id ?? []),
		isShared: own.length < all.length,
		trafficSplit: endpoint.trafficSplit ?? {},
	};
}

function isTarget(calls: Calls, { model, modelVersionId }: wire.DeployedModel, target: Target): boolean {
	if (!isSame(model, resourceName(target.model), calls.place)) return false;
	const version = modelVersionId ?? parseResource(model ?? '', calls.place)?.version;
	return target.version === null || version === target.version;
}

/** Vertex AI undeploys a model that has traffic only when the traffic goes elsewhere, and where to is not ours to say. */
function assertReplaceable({ endpoint, deployed, isShared, trafficSplit }: Clearing): void {
	if (!isShared || deployed.every((id) => !trafficSplit[id])) return;
	throw new ConfigurationError(
		`The endpoint '${endpoint}' serves other models, too, and sends traffic to the one that is to be deleted`,
		'Send all its traffic to the other models in the Google Cloud console, then delete again. Nothing was deleted.',
	);
}

async function clear(calls: Calls, clearing: Clearing): Promise<void> {
	const { endpoint, deployed, isShared } = clearing;
	const url = urlOf(calls, endpoint);
	for (const [index, deployedModelId] of deployed.entries()) {
		const next = deployed[index + 1];
		const body: wire.UndeployModelRequest = {
			deployedModelId,
			// The last one takes the traffic with it; before that, it goes to the next.
			...(!isShared && next !== undefined && { trafficSplit: { [next]: 100 } }),
		};
		await unlessGone(calls, { method: 'POST', url: `${url}:undeployModel`, body });
	}
	if (!isShared) await unlessGone(calls, { method: 'DELETE', url });
}

async function deleteModel(calls: Calls, { model, version }: Target): Promise<void> {
	const url = urlOf(calls, resourceName(version === null ? model : { ...model, version }));
	await unlessGone(calls, { method: 'DELETE', url: version === null ? url : `${url}:deleteVersion` });
}

/** Sends a request and waits for its operation; what somebody else has deleted meanwhile is fine. */
async function unlessGone(
	calls: Calls,
	request: { method: 'POST' | 'DELETE'; url: string; body?: wire.UndeployModelRequest },
): Promise<void> {
	const isGone = ignoring(({ httpStatus }: GoogleApiError) => httpStatus === 404);
	const operation = await calls.http<wire.Operation>(request).catch(isGone);
	if (operation) await settle(calls, operation).catch(isGone);
}
