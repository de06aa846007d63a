import { rpcCode } from '../errors.ts';
import type { Status } from '../errors.ts';
import type { Example } from '../learner/index.ts';
import type { RunError } from '../run.ts';
import type { StoredObject } from '../storage/tables.ts';
import type { Line } from './lineChecks.ts';
import { readPreferenceLine } from './preferenceLine.ts';
import { preferenceStats, supervisedStats } from './stats.ts';
import { readSupervisedLine } from './supervisedLine.ts';
import type { VertexService } from './method.ts';
import type { Dataset, TuningJob } from './tables.ts';

const LARGEST_FILE = 1024 ** 3;
const MOST_VALIDATION_EXAMPLES = 5000;
/** Up to this size a validation set may have any share of the training set's size. */
const FREE_VALIDATION_EXAMPLES = 1000;
const LARGEST_VALIDATION_SHARE = 0.3;
const MOST_FAULTS_SHOWN = 5;

/** Ends the job because of its data. */
export class DatasetError extends Error {
	readonly error: RunError;

	constructor(status: Status, message: string) {
		super(message);
		this.error = { code: rpcCode[status], message };
	}
}

/** Bucket and object of `gs://bucket/object`; undefined for anything else. */
export function readUri(uri: string): { bucket: string; name: string } | undefined {
	const [, bucket = '', name = ''] = /^gs:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
	return bucket === '' ? undefined : { bucket, name };
}

/**
 * Reads a job's data from Cloud Storage, line by line.
 * @throws DatasetError for missing, inaccessible or malformed data
 */
export function readDataset(service: VertexService, job: TuningJob, now: number): Dataset {
	const examples: Example[] = [];
	let outputTokens = 0;
	const stats = job.method === 'supervised' ? supervisedStats() : preferenceStats();
	const count = readLines(service, job, job.trainingDatasetUri, 'training', (line, number) => {
		examples.push(line.example);
		outputTokens += line.outputTokens;
		stats.add(line, number);
	});
	const validation = readValidation(service, job, count);
	return {
		at: now,
		count,
		examples,
		...(validation && { validation }),
		outputTokens: outputTokens / count,
		stats: stats.render(),
	};
}

/** Undefined without validation data. @throws DatasetError for missing, malformed or too much data */
function readValidation(
	service: VertexService,
	job: TuningJob,
	trainingCount: number,
): readonly Example[] | undefined {
	if (job.validationDatasetUri === undefined) return undefined;
	const examples: Example[] = [];
	const count = readLines(service, job, job.validationDatasetUri, 'validation', ({ example }) =>
		examples.push(example),
	);
	const most =
		count > FREE_VALIDATION_EXAMPLES
			? Math.min(MOST_VALIDATION_EXAMPLES, Math.floor(trainingCount * LARGEST_VALIDATION_SHARE))
			: MOST_VALIDATION_EXAMPLES;
	if (count <= most) return examples;
	throw new DatasetError(
		'INVALID_ARGUMENT',
		`The validation dataset has ${count} examples, at most ${most} are allowed for ${trainingCount} training examples.`,
	);
}

/** Passes on every valid line with its number and returns their count. @throws DatasetError if any line is invalid */
function readLines(
	service: VertexService,
	job: TuningJob,
	uri: string,
	kind: string,
	take: (line: Line, number: number) => void,
): number {
	const read = job.method === 'supervised' ? readSupervisedLine : readPreferenceLine;
	const faults: string[] = [];
	let number = 0;
	for (const text of findObject(service, job, uri).content.lines()) {
		number += 1;
		const parsed = parseLine(text);
		const line = parsed ? read(parsed.value) : { faults: ['is not valid JSON'] };
		if ('faults' in line) faults.push(...line.faults.map((fault) => `line ${number}: ${fault}`));
		else take(line, number);
	}
	if (number === 0) faults.push('the file has no examples');
	if (faults.length > 0) throw invalidDataset(kind, uri, faults);
	return number;
}

function invalidDataset(kind: string, uri: string, faults: readonly string[]): DatasetError {
	const more = faults.length - MOST_FAULTS_SHOWN;
	const shown = faults.slice(0, MOST_FAULTS_SHOWN).join('; ') + (more > 0 ? `; and ${more} more` : '');
	return new DatasetError('INVALID_ARGUMENT', `The ${kind} dataset ${uri} is invalid: ${shown}.`);
}

function parseLine(line: string): { value: unknown } | undefined {
	try {
		return { value: JSON.parse(line) };
	} catch {
		return undefined;
	}
}

/** The account that reads the data: the job's own, or Google's for the project. */
function readerOf(service: VertexService, job: TuningJob): string {
	const number = service.identities.project(job.project)?.number ?? '';
	return job.serviceAccount ?? `service-${number}@gcp-sa-vertex-tune.iam.gserviceaccount.com`;
}

function findObject(service: VertexService, job: TuningJob, uri: string): StoredObject {
	const { storage } = service.store;
	const place = readUri(uri);
	const bucket = place && storage.buckets.get(place.bucket);
	if (!place || !bucket) throw new DatasetError('NOT_FOUND', `The bucket of ${uri} does not exist.`);
	const reader = readerOf(service, job);
	// Google's account has permissions in its own project. In other projects it needs grants.
	const mayRead = service.permissions.knows(reader)
		? service.permissions.allows(reader, 'storage.objects.get', [
				`buckets/${bucket.name}`,
				`projects/${bucket.project}`,
			])
		: bucket.project === job.project;
	if (!mayRead) {
		throw new DatasetError(
			'PERMISSION_DENIED',
			`${reader} does not have storage.objects.get access to ${uri}. Permission 'storage.objects.get' denied on ` +
				'resource (or it may not exist).',
		);
	}
	const object = storage.objects(bucket.name).get(place.name);
	if (!object) throw new DatasetError('NOT_FOUND', `The object ${uri} does not exist.`);
	if (object.content.size > LARGEST_FILE) {
		throw new DatasetError('INVALID_ARGUMENT', `The file ${uri} is larger than 1 GB.`);
	}
	return object;
}
