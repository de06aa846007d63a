/**
 * Deletes a tuned model. Vertex AI deletes neither a deployed model nor an endpoint that serves one. So the order is: undeploy, delete
 * the endpoints, delete the model. Each step is a long-running operation. Jobs can't be deleted.
 */

import { ConfigurationError, GoogleApiError, ignoring } from '../../http/googleErrors';
import type { Page, PageRequest } from '../../http/paginate';
import { paginate } from '../../http/paginate';
import type { Calls } from '../calls';
import { urlOf } from '../calls';
import type { Resource } from '../resourceNames';
import { endpointsOf, findNumbered } from '../tuning/tuningJobs';
import { parseResource, resourceName } from '../resourceNames';
import { settle } from '../waitForOperation';
import { resolveModel } from './resolveModel';
import * as wire from '../vertexWire';

/** What to delete: some versions of a model, or all of it. */
interface Target {
	/** Without a version. */
	model: Resource;
	/** The versions to delete. */
	versions: wire.Model[];
	/** Whether no version is left. */
	isWhole: boolean;
}

/** Models to undeploy from one endpoint. */
interface Clearing {
	endpoint: string;
	deployed: string[];
	/** Whether other models stay on the endpoint, which then stays too. */
	isShared: boolean;
	/** Percent of the traffic by deployed model. */
	trafficSplit: Record<string, number>;
}

const longestPage = 100;

/**
 * Deletes a tuned model and all endpoints that serve nothing else, including those of its checkpoints. If the name contains a version,
 * deletes only that version.
 *
 * @param name a tuned model with or without a version, its job, or an endpoint that serves it
 * @throws ConfigurationError when an endpoint sends traffic to this model and also serves others; nothing is deleted then
 * @throws GoogleApiError 404 when the model doesn't exist
 */
export async function remove(calls: Calls, name: string): Promise<void> {
	const target = await findTarget(calls, await resolveModel(calls, name));
	const clearings = await findClearings(calls, target, await endpointsOfJob(calls, name));
	for (const clearing of clearings) assertReplaceable(clearing);
	for (const clearing of clearings) await clear(calls, clearing);
	await deleteModel(calls, target);
}

async function findTarget(calls: Calls, { version, ...model }: Resource): Promise<Target> {
	const url = `${urlOf(calls, resourceName(model))}:listVersions`;
	const list = async ({ pageSize, pageToken }: PageRequest): Promise<Page<wire.Model>> =>
		await calls.http({ method: 'GET', url, query: { pageSize, pageToken } }, wire.listModelsResponse);
	const all: wire.Model[] = [];
	for await (const found of paginate('model versions', list, { pageSize: longestPage })) all.push(found);
	const versions = version === undefined ? all : all.filter((found) => isVersion(found, version));
	if (versions.length > 0) return { model, versions, isWhole: versions.length === all.length };
	throw new GoogleApiError(404, { message: `There is no version '${version}' of '${resourceName(model)}'` });
}

function isVersion({ versionId, versionAliases = [] }: wire.Model, version: string): boolean {
	return versionId === version || versionAliases.includes(version);
}

/** A model lists its endpoints, including those of other locations: a multi-region can serve the model of a region. */
async function findClearings(
	calls: Calls,
	target: Target,
	known: ReadonlyArray<string | undefined>,
): Promise<Clearing[]> {
	const deployments = target.versions.flatMap(({ deployedModels = [] }) => deployedModels);
	const endpoints = [...deployments.map(({ endpoint }) => endpoint), ...known];
	const names = [...new Set(endpoints.filter((endpoint) => endpoint !== undefined))];
	const idsAt = (name: string) =>
		deployments.filter(({ endpoint }) => endpoint === name).map(({ deployedModelId }) => deployedModelId);
	const found = await Promise.all(names.map(async (name) => await findClearing(calls, name, idsAt(name))));
	return found.filter((clearing) => clearing !== undefined);
}

/** A job still lists endpoints that an earlier attempt emptied and didn't delete. */
async function endpointsOfJob(calls: Calls, name: string): Promise<Array<string | undefined>> {
	if (parseResource(name, calls.place)?.collection !== 'tuningJobs') return [];
	const found = await findNumbered(calls, name);
	return found ? endpointsOf(found.job) : [];
}

async function findClearing(
	calls: Calls,
	name: string,
	ids: ReadonlyArray<string | undefined>,
): Promise<Clearing | undefined> {
	const endpoint = await calls
		.http({ method: 'GET', url: urlOf(calls, name) }, wire.endpoint)
		.catch(ignoring(({ httpStatus }) => httpStatus === 404));
	if (!endpoint) return undefined;
	const all = (endpoint.deployedModels ?? []).flatMap(({ id }) => id ?? []);
	const deployed = all.filter((id) => ids.includes(id));
	const { trafficSplit = {} } = endpoint;
	return { endpoint: name, deployed, isShared: deployed.length < all.length, trafficSplit };
}

/** Vertex AI undeploys a model with traffic only if the traffic goes elsewhere. The user has to decide where. */
function assertReplaceable({ endpoint, deployed, isShared, trafficSplit }: Clearing): void {
	if (!isShared || deployed.every((id) => !trafficSplit[id])) return;
	throw new ConfigurationError(
		`The endpoint '${endpoint}' also serves other models, and it sends traffic to the model to delete`,
		'Send all its traffic to the other models in the Google Cloud console, then delete this model. Nothing was deleted.',
	);
}

async function clear(calls: Calls, clearing: Clearing): Promise<void> {
	const { endpoint, deployed, isShared } = clearing;
	const url = urlOf(calls, endpoint);
	for (const [index, deployedModelId] of deployed.entries()) {
		const next = deployed[index + 1];
		const body: wire.UndeployModelRequest = {
			deployedModelId,
			// Traffic goes to the next model; the last one needs no new split.
			...(!isShared && next !== undefined && { trafficSplit: { [next]: 100 } }),
		};
		await unlessGone(calls, { method: 'POST', url: `${url}:undeployModel`, body });
	}
	if (!isShared) await unlessGone(calls, { method: 'DELETE', url });
}

async function deleteModel(calls: Calls, { model, versions, isWhole }: Target): Promise<void> {
	if (isWhole) return await unlessGone(calls, { method: 'DELETE', url: urlOf(calls, resourceName(model)) });
	for (const { versionId } of versions) {
		const name = `${resourceName(model)}@${versionId}`;
		await unlessGone(calls, { method: 'DELETE', url: `${urlOf(calls, name)}:deleteVersion` });
	}
}

/** Sends a request and waits for its operation. Ignores 404: somebody else has deleted the resource. */
async function unlessGone(
	calls: Calls,
	request: { method: 'POST' | 'DELETE'; url: string; body?: wire.UndeployModelRequest },
): Promise<void> {
	const isGone = ignoring(({ httpStatus }: GoogleApiError) => httpStatus === 404);
	const operation = await calls.http(request, wire.operation).catch(isGone);
	if (operation) await settle(calls, operation).catch(isGone);
}
