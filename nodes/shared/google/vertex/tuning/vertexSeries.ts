/** Finds the last job of a series and compares rows with those of that job. */

import type { Dataset } from '../../../domain/dataset/dataset';
import type { Changes, RowDigest } from '../../../domain/rowDigest';
import { compareDigests } from '../../../domain/rowDigest';
import type { Missing } from '../../../domain/series';
import type { PageRequest } from '../../http/paginate';
import type { Predecessor, StoredDataset } from '../../tuning';
import { ConfigurationError, GoogleApiError } from '../../http/googleErrors';
import { paginate } from '../../http/paginate';
import type { CreationCalls } from '../once/attempts';
import { isSpent } from './createTuningJob';
import { toJob } from './vertexConvert';
import { fingerprintOf } from '../storage/storeLines';
import { digestOf } from '../storage/storedDataset';
import { createdAt, listWireJobs, longestPage } from './tuningJobs';
import { parseUri } from '../storage/storageCalls';
import { dataLabel, rowsLabel, runLabel, seriesLabel, toDataLabel } from './ownLabels';
import type * as wire from '../vertexWire';

export async function lastOfSeries(calls: CreationCalls, series: string): Promise<Predecessor | undefined> {
	const jobs: wire.TuningJob[] = [];
	const pages = (request: PageRequest) => listWireJobs(calls, calls.place, request);
	for await (const job of paginate('tuning jobs', pages, { pageSize: longestPage })) {
		if (job.labels?.[seriesLabel] === series) jobs.push(job);
	}
	jobs.sort((a, b) => createdAt(b) - createdAt(a));
	for (const job of jobs) {
		if (!(await isSpent(calls, job))) {
			const run = job.labels?.[runLabel] ?? null;
			return { job: toJob(job), run, compare: async (data) => await compare(calls, job, data) };
		}
	}
	return undefined;
}

async function compare(
	calls: CreationCalls,
	job: wire.TuningJob,
	data: Dataset | StoredDataset,
): Promise<Changes | Missing> {
	if ('fingerprint' in data && job.labels?.[dataLabel] === toDataLabel(data.fingerprint))
		return { newRows: 0, changedRows: 0, removedRows: 0, plusMinus: null };
	const earlier = storedData(job);
	if (!earlier) return { missing: 'the job does not contain the address of its dataset.' };
	const before = await readEarlier(calls, job, earlier).catch((error: unknown) => ({
		missing: whyNot(error, earlier),
	}));
	if ('missing' in before) return before;
	return compareDigests(before, await digestOf(calls.storage, data));
}

/** The user can overwrite the file after the job started, even with the rows to compare. */
async function readEarlier(
	{ storage }: CreationCalls,
	{ labels = {} }: wire.TuningJob,
	earlier: StoredDataset,
): Promise<RowDigest | Missing> {
	const digest = await digestOf(storage, earlier);
	if (labels[rowsLabel] !== undefined) return digest;
	const uris = [earlier.trainingUri, earlier.validationUri].filter((uri) => uri !== undefined);
	const now = await fingerprintOf(storage, ...uris.flatMap((uri) => parseUri(uri) ?? []));
	if (toDataLabel(now) === labels[dataLabel]) return digest;
	return { missing: `'${uris.join("' or '")}' was overwritten after the job started.` };
}

function storedData({
	supervisedTuningSpec,
	preferenceOptimizationSpec,
}: wire.TuningJob): StoredDataset | undefined {
	const { trainingDatasetUri, validationDatasetUri } =
		supervisedTuningSpec ?? preferenceOptimizationSpec ?? {};
	if (trainingDatasetUri === undefined) return undefined;
	return {
		trainingUri: trainingDatasetUri,
		...(validationDatasetUri !== undefined && { validationUri: validationDatasetUri }),
	};
}

/** Passes on temporary errors: the rows may exist. */
function whyNot(error: unknown, { trainingUri, validationUri }: StoredDataset): string {
	const files = [trainingUri, validationUri].filter(Boolean).join("' or '");
	if (error instanceof GoogleApiError && error.httpStatus === 404)
		return `the object '${files}' no longer exists.`;
	if (error instanceof GoogleApiError && error.httpStatus === 403)
		return `the account can't read '${files}'.`;
	if (error instanceof ConfigurationError) return `'${files}' does not contain examples (${error.message}).`;
	throw error;
}
