/** Resolves the name of a job, model or endpoint to one that can be called. */

import { describeEnd } from '../../../domain/jobEnd';
import { ConfigurationError } from '../../http/googleErrors';
import type { Calls } from '../calls';
import { urlOf } from '../calls';
import { toJob } from '../tuning/vertexConvert';
import { findNumbered } from '../tuning/tuningJobs';
import type { Resource } from '../resourceNames';
import { parsePublisherModel, parseResource, publisherModelName, resourceName } from '../resourceNames';
import * as wire from '../vertexWire';

/**
 * Returns the target of `generateContent`: `projects/…/endpoints/{id}` for a job, a tuned model or an endpoint,
 * `projects/…/publishers/{publisher}/models/{model}` for a base model. A bare number is the ID of a job, of an endpoint that a job
 * created, or of another endpoint of this project and location.
 *
 * @param checkpointId one of the tuned model's checkpoints instead of the finished model
 * @throws ConfigurationError when the name has no endpoint yet, or never gets one
 */
export async function resolveCallable(calls: Calls, name: string, checkpointId?: string): Promise<string> {
	const resource = parseResource(name, calls.place);
	if (!resource) return publisherModelName(parsePublisherModel(name), calls.place);
	if (resource.collection === 'endpoints') return resourceName(resource);
	const endpoint =
		resource.collection === 'tuningJobs'
			? await endpointOfNumber(calls, name, resource, checkpointId)
			: await endpointOfModel(calls, resource, checkpointId);
	const found = parseResource(endpoint, calls.place);
	return found ? resourceName(found) : endpoint;
}

/** A number without a job is the ID of an endpoint that no job created. */
async function endpointOfNumber(
	calls: Calls,
	name: string,
	resource: Resource,
	checkpointId: string | undefined,
): Promise<string> {
	const found = await findNumbered(calls, name);
	if (!found) return resourceName({ ...resource, collection: 'endpoints' });
	return found.endpoint ?? endpointOfJob(found.job, checkpointId);
}

function endpointOfJob(job: wire.TuningJob, checkpointId: string | undefined): string {
	const { endpoint, checkpoints = [] } = job.tunedModel ?? {};
	if (checkpointId === undefined) return endpoint ?? notCallable(job);
	const checkpoint = checkpoints.find((candidate) => candidate.checkpointId === checkpointId);
	return checkpoint?.endpoint ?? noCheckpoint(checkpointId, checkpoints);
}

function notCallable(job: wire.TuningJob): never {
	const read = toJob(job);
	const end = describeEnd(read);
	if (end)
		throw new ConfigurationError(
			`The tuning job '${read.name}' has no model to call. ${end.what}`,
			end.wayOut,
		);
	throw new ConfigurationError(
		`The tuning job '${read.name}' has no model to call: it is ${read.state}`,
		'Wait until the job has succeeded, for example with the Gemini Wait for Tuning Trigger, or use another job.',
	);
}

function noCheckpoint(wanted: string, there: Array<{ checkpointId?: string }>): never {
	const ids = there.map(({ checkpointId }) => checkpointId).join(', ');
	throw new ConfigurationError(
		`The tuned model has no deployed checkpoint '${wanted}'`,
		ids === ''
			? 'Its job exported only the last checkpoint. Leave the checkpoint empty.'
			: `Use one of these: ${ids}. Or leave the checkpoint empty for the finished model.`,
	);
}

async function endpointOfModel(
	calls: Calls,
	resource: Resource,
	checkpointId: string | undefined,
): Promise<string> {
	const model = await calls.http({ method: 'GET', url: urlOf(calls, resourceName(resource)) }, wire.model);
	const endpoints = [...new Set((model.deployedModels ?? []).flatMap(({ endpoint }) => endpoint ?? []))];
	const [only, ...others] = endpoints;
	if (only === undefined) {
		throw new ConfigurationError(
			`The tuned model '${resourceName(resource)}' isn't deployed to an endpoint`,
			"Deploy it in the Google Cloud console and enter the endpoint's name here, or tune it again.",
		);
	}
	if (others.length === 0 && checkpointId === undefined) return only;
	const deployments = await Promise.all(
		endpoints.map(async (endpoint) => await deploymentsAt(calls, endpoint, model)),
	);
	return pick(deployments.flat(), model.defaultCheckpointId, checkpointId);
}

interface Deployment {
	endpoint: string;
	checkpointId?: string;
}

/** Lists the deployments of a model at an endpoint. */
async function deploymentsAt(
	calls: Calls,
	endpoint: string,
	{ deployedModels: own = [] }: wire.Model,
): Promise<Deployment[]> {
	const url = urlOf(calls, endpoint);
	const { deployedModels = [] } = await calls.http({ method: 'GET', url }, wire.endpoint);
	const isOwn = (id: string | undefined) =>
		own.some((deployed) => deployed.endpoint === endpoint && deployed.deployedModelId === id);
	return deployedModels
		.filter(({ id }) => isOwn(id))
		.map(({ checkpointId }) => ({ endpoint, ...(checkpointId !== undefined && { checkpointId }) }));
}

function pick(deployments: Deployment[], defaultId: string | undefined, wanted: string | undefined): string {
	const byCheckpoint = (id: string | undefined) =>
		deployments.find(({ checkpointId }) => id !== undefined && checkpointId === id);
	if (wanted !== undefined) return byCheckpoint(wanted)?.endpoint ?? noCheckpoint(wanted, deployments);
	const finished = byCheckpoint(defaultId) ?? deployments.find(({ checkpointId }) => !checkpointId);
	return (finished ?? deployments.at(-1))?.endpoint ?? noCheckpoint(defaultId ?? '', deployments);
}

/**
 * Resolves a job, an endpoint or a model name to the registered model with its version.
 *
 * @throws ConfigurationError for a base model, and when no model exists yet
 */
export async function resolveModel(calls: Calls, name: string): Promise<Resource> {
	const resource = parseResource(name, calls.place);
	if (resource?.collection === 'models') return resource;
	const made = resource?.collection === 'tuningJobs' ? await findNumbered(calls, name) : undefined;
	const found = made
		? made.job.tunedModel?.model
		: resource && (await modelOfEndpoint(calls, { ...resource, collection: 'endpoints' }));
	const model = found === undefined ? undefined : parseResource(found, calls.place);
	if (model) return model;
	throw new ConfigurationError(
		`'${name}' has no tuned model`,
		'Use a tuning job that has succeeded, a tuned model or its endpoint. A failed or canceled job has no model.',
	);
}

async function modelOfEndpoint(calls: Calls, resource: Resource): Promise<string | undefined> {
	const url = urlOf(calls, resourceName(resource));
	const { deployedModels = [] } = await calls.http({ method: 'GET', url }, wire.endpoint);
	const [first] = deployedModels;
	if (first?.model === undefined || first.model.includes('@')) return first?.model;
	return first.modelVersionId === undefined ? first.model : `${first.model}@${first.modelVersionId}`;
}
