import { rpcCode } from '../../errors.ts';
import type { Status } from '../../errors.ts';
import type { Json } from '../../json.ts';
import type { RunError } from '../../run.ts';
import type { Bucket, StoredObject } from '../../storage/tables.ts';
import { readUri } from '../dataset.ts';
import type { VertexService } from '../method.ts';
import { LazyAnswers } from './answers.ts';
import { widen } from './shape.ts';
import type { Shape } from './shape.ts';
import type { BatchInput, BatchJob } from './tables.ts';

const MOST_REQUESTS = 200_000;
const LARGEST_FILE = 1024 ** 3;
const IMPORT_FAILED =
	"Failed to import data. Please check 'Prepare input' section of the batch predictions documentation.";

/** Ends the job because something in Cloud Storage is missing or inaccessible. */
export class BatchError extends Error {
	readonly error: RunError;

	constructor(status: Status, message: string) {
		super(message);
		this.error = { code: rpcCode[status], message };
	}
}

/**
 * Reads a job's requests from Cloud Storage. They are imported as a table with one type per column, so a single line that
 * doesn't match fails the job.
 * @throws BatchError
 */
export function readInput(service: VertexService, job: BatchJob, at: number): BatchInput {
	findBucket(service, job.outputUriPrefix);
	const lines = [...findObject(service, job).content.lines()].filter((line) => line.trim() !== '');
	if (lines.length === 0) throw new BatchError('INVALID_ARGUMENT', `${IMPORT_FAILED} The file has no lines.`);
	if (lines.length > MOST_REQUESTS) {
		throw new BatchError(
			'INVALID_ARGUMENT',
			`The job has ${lines.length} requests, at most ${MOST_REQUESTS} are allowed.`,
		);
	}
	const answers = new LazyAnswers({
		lines,
		shape: shapeOf(lines),
		responder: job.responder(),
		seed: job.id,
		timeOf: (place) => at + (place + 1) * job.durations.batchLineMs,
		failure: (line) => service.failingLine(line),
	});
	return { at, answers };
}

function shapeOf(lines: readonly string[]): Shape {
	let shape: Shape | undefined;
	for (const [index, line] of lines.entries()) {
		const widened = widenBy(shape, line);
		if (typeof widened === 'string') {
			throw new BatchError('INVALID_ARGUMENT', `${IMPORT_FAILED} Line ${index + 1}: ${widened}`);
		}
		shape = widened;
	}
	return shape ?? { kind: 'null' };
}

/** The shape with one more line, or the reason why the line doesn't match. */
function widenBy(shape: Shape | undefined, line: string): Shape | string {
	try {
		const value: Json = JSON.parse(line);
		const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
		return isObject ? widen(shape, value) : 'Start of object expected.';
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

/** The account of Google's that reads and writes for a project's batch jobs. */
function batchAgent({ identities }: VertexService, { project }: BatchJob): string {
	return `service-${identities.project(project)?.number ?? ''}@gcp-sa-aiplatform.iam.gserviceaccount.com`;
}

/** Google's account has permissions in its own project. In other projects it needs grants. */
export function agentMay(service: VertexService, job: BatchJob, permission: string, bucket: Bucket): boolean {
	const agent = batchAgent(service, job);
	if (!service.permissions.knows(agent)) return bucket.project === job.project;
	return service.permissions.allows(agent, permission, [
		`buckets/${bucket.name}`,
		`projects/${bucket.project}`,
	]);
}

/** @throws BatchError */
export function findBucket({ store }: VertexService, uri: string): Bucket {
	const [, name = ''] = /^gs:\/\/([^/]+)/.exec(uri) ?? [];
	const bucket = store.storage.buckets.get(name);
	if (bucket) return bucket;
	throw new BatchError(
		'FAILED_PRECONDITION',
		`Failed to get GCS bucket location for ${name}. Please check that the bucket exists and permissions are set correctly.`,
	);
}

export function lacking(service: VertexService, job: BatchJob, permission: string, what: string): BatchError {
	return new BatchError(
		'PERMISSION_DENIED',
		`Service account ${batchAgent(service, job)} doesn't have sufficient permission "${permission}" to ${what}.`,
	);
}

function findObject(service: VertexService, job: BatchJob): StoredObject {
	const bucket = findBucket(service, job.inputUri);
	if (!agentMay(service, job, 'storage.objects.get', bucket)) {
		throw lacking(service, job, 'storage.objects.get', `read ${job.inputUri}`);
	}
	const object = service.store.storage.objects(bucket.name).get(readUri(job.inputUri)?.name ?? '');
	if (!object) throw new BatchError('NOT_FOUND', `${IMPORT_FAILED} Not found: URI ${job.inputUri}`);
	if (object.content.size <= LARGEST_FILE) return object;
	throw new BatchError('INVALID_ARGUMENT', `The file ${job.inputUri} is larger than 1 GB.`);
}
