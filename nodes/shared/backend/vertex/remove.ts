/**
 * Deleting a tuned model. Vertex AI deletes neither a model that is deployed nor an endpoint that serves one, so everything goes
 * in this order: undeploy, delete the endpoints, delete the model; each step is a long-running operation. Jobs stay: they
 * cannot be deleted.
 */

import { ConfigurationError, GoogleApiError, ignoring } from '../errors';
import type { Page, PageRequest } from '../paginate';
import { paginate } from '../paginate';
import type { Calls } from './calls';
import { urlOf } from './calls';
import type { Resource } from './names';
import { endpointsOf, findNumbered } from './jobs';
import { parseResource, resourceName } from './names';
import { settle } from './operations';
import { resolveModel } from './resolve';
import * as wire from './wire';

/** What is to go: some versions of a model, or all of it. */
interface Target {
	/** Without a version. */
	model: Resource;
	/** The versions that go. */
	versions: wire.Model[];
	/** Whether no version is left. */
	isWhole: boolean;
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
 * Deletes a tuned model with all endpoints that serve nothing else, those of its checkpoints too. Of a model that was tuned
 * further under the same name, only the version that is named goes.
 *
 * @param name a tuned model, with a version or without, the job that made it, or an endpoint that serves it
 * @throws ConfigurationError when an endpoint sends its traffic to this model and serves others, too; nothing is deleted then
 * @throws GoogleApiError 404 when there is no such model
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

/** A model tells where it is deployed, be it in another location: what is tuned in a region may be served by a multi-region. */
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

/** A job still knows the endpoints that an earlier try has emptied but not deleted. */
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

async function deleteModel(calls: Calls, { model, versions, isWhole }: Target): Promise<void> {
	if (isWhole) return await unlessGone(calls, { method: 'DELETE', url: urlOf(calls, resourceName(model)) });
	for (const { versionId } of versions) {
		const name = `${resourceName(model)}@${versionId}`;
		await unlessGone(calls, { method: 'DELETE', url: `${urlOf(calls, name)}:deleteVersion` });
	}
}

/** Sends a request and waits for its operation; what somebody else has deleted meanwhile is fine. */
async function unlessGone(
	calls: Calls,
	request: { method: 'POST' | 'DELETE'; url: string; body?: wire.UndeployModelRequest },
): Promise<void> {
	const isGone = ignoring(({ httpStatus }: GoogleApiError) => httpStatus === 404);
	const operation = await calls.http(request, wire.operation).catch(isGone);
	if (operation) await settle(calls, operation).catch(isGone);
}
