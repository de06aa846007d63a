import type { BatchJob } from '../../../domain/batch';
import type { Page, PageRequest } from '../../http/paginate';
import { ConnectionError } from '../../http/googleErrors';
import { isProvenRefusal } from '../../http/provenRefusal';
import { object } from '../../http/shape';
import type { Kind } from '../once/attempts';
import type { Calls } from '../calls';
import { urlOf } from '../calls';
import type { Resource } from '../resourceNames';
import { isOwnName, placeName, requireResource, resourceName, withOwnProject } from '../resourceNames';
import { settle } from '../waitForOperation';
import { operation } from '../vertexWire';
import { toBatchJob } from './batchConvert';
import * as wire from './batchWire';

const collection = 'batchPredictionJobs';

/** Label that contains the idempotency key. Without dashes, so that a filter can contain it unquoted. */
export const keyLabel = 'n8n_batch_key';

/** @param name a job's resource name or ID */
function toResource({ place }: Calls, name: string): Resource {
	const id = name.trim();
	if (/^\d+$/.test(id)) return { ...place, collection, id };
	return requireResource(name, place, collection, 'a batch job');
}

function addressOf(calls: Calls, name: string): string {
	return urlOf(calls, resourceName(toResource(calls, name)));
}

export async function getBatch(calls: Calls, name: string): Promise<wire.BatchPredictionJob> {
	return await calls.http({ method: 'GET', url: addressOf(calls, name) }, wire.existingBatchJob);
}

/** Lists one page of a place's jobs in wire format. */
async function listWireBatches(
	calls: Calls,
	{ pageSize, pageToken, filter }: PageRequest,
): Promise<Page<wire.BatchPredictionJob>> {
	const request = {
		method: 'GET',
		url: urlOf(calls, `${placeName(calls.place)}/${collection}`),
		query: { pageSize, pageToken, filter },
	} as const;
	return await calls.http(request, wire.listBatchPredictionJobsResponse);
}

export async function listBatches(calls: Calls, request: PageRequest = {}): Promise<Page<BatchJob>> {
	const { items, ...rest } = await listWireBatches(calls, request);
	return { items: items.map(toBatchJob), ...rest };
}

export async function cancelBatch(calls: Calls, name: string): Promise<void> {
	const url = `${addressOf(calls, name)}:cancel`;
	await calls.http({ method: 'POST', url, body: {}, repeatable: true }, object);
}

export async function removeBatch(calls: Calls, name: string): Promise<void> {
	await settle(calls, await calls.http({ method: 'DELETE', url: addressOf(calls, name) }, operation));
}

/**
 * A job that failed, expired, or was canceled or deleted allows another attempt. The filter by a label is documented in
 * google/cloud/aiplatform/v1/job_service.proto, ListBatchPredictionJobsRequest.
 */
export function batchesOf(calls: Calls): Kind<wire.BatchPredictionJob> {
	const { place } = calls;
	const find = async (key: string) => {
		const { items } = await listWireBatches(calls, { pageSize: 100, filter: `labels.${keyLabel}=${key}` });
		return items.filter(({ labels = {} }) => labels[keyLabel] === key).sort(oldestFirst)[0];
	};
	return {
		finder: async () => await Promise.resolve(find),
		async read(name) {
			const job = await getBatch(calls, withOwnProject(name, place)).catch((error: unknown) => {
				if (!isProvenRefusal(error, 404)) throw error;
				return { name, state: 'JOB_STATE_CANCELLED' as const };
			});
			if (isOwnName(job.name, place, collection)) return job;
			throw new ConnectionError(`The response to '${name}' isn't a batch job of this project and location`);
		},
		isOwn: (name) => isOwnName(name, place, collection),
		words: {
			job: 'batch job',
			label: keyLabel,
			listUrl: `https://console.cloud.google.com/vertex-ai/batch-predictions?project=${encodeURIComponent(place.project)}`,
		},
		isSpent: async (job) => await Promise.resolve(isSpent(toBatchJob(job))),
	};
}

function oldestFirst(a: wire.BatchPredictionJob, b: wire.BatchPredictionJob): number {
	return Date.parse(a.createTime ?? '') - Date.parse(b.createTime ?? '');
}

function isSpent({ state }: BatchJob): boolean {
	return state === 'failed' || state === 'cancelling' || state === 'cancelled' || state === 'expired';
}
