import { rpcCode } from '../../errors.ts';
import { Content } from '../../storage/content.ts';
import { readUri } from '../dataset.ts';
import type { VertexService } from '../method.ts';
import { agentMay, BatchError, findBucket, lacking } from './input.ts';
import { directoryOf } from './render.ts';
import type { BatchJob } from './tables.ts';
import { answeredBy } from './timeline.ts';

/** Ends a job. Writes the responses so far, whatever the result. */
export function finish(
	service: VertexService,
	job: BatchJob,
	at: number,
	end: Omit<NonNullable<BatchJob['end']>, 'at'>,
): void {
	const count = answeredBy(job, at);
	const answers = job.input?.answers.first(count) ?? [];
	const failed = answers.filter((answer) => answer.failed).length;
	if (job.input) {
		job.stats = {
			successful: count - failed,
			failed,
			incomplete: job.input.answers.count - count,
		};
	}
	job.end = { at, ...end };
	try {
		if (count > 0)
			write(
				service,
				job,
				answers.map(({ text }) => text),
				at,
			);
	} catch (error) {
		const known =
			error instanceof BatchError ? error.error : { code: rpcCode.INTERNAL, message: String(error) };
		job.end = { at, state: 'JOB_STATE_FAILED', error: known };
	}
}

/** Writes as many files as a test sets. Google's names for more than one file are unknown. */
function write(service: VertexService, job: BatchJob, lines: readonly string[], at: number): void {
	const { linesPerFile } = service.batches;
	const files = Math.ceil(lines.length / linesPerFile) || 1;
	for (let file = 0; file < files; file++) {
		const part = files === 1 ? lines : lines.slice(file * linesPerFile, (file + 1) * linesPerFile);
		const number = (value: number) => String(value).padStart(5, '0');
		const name = files === 1 ? 'predictions' : `predictions-${number(file)}-of-${number(files)}`;
		put(service, job, `${directoryOf(job)}/${name}.jsonl`, part.map((line) => `${line}\n`).join(''), at);
	}
}

function put(service: VertexService, job: BatchJob, uri: string, text: string, at: number): void {
	const bucket = findBucket(service, uri);
	if (!agentMay(service, job, 'storage.objects.create', bucket)) {
		throw lacking(service, job, 'storage.objects.create', `write ${uri}`);
	}
	const { storage } = service.store;
	const name = readUri(uri)?.name ?? '';
	storage.objects(bucket.name).set(name, {
		bucket: bucket.name,
		name,
		generation: storage.nextGeneration(at),
		metageneration: 1,
		settings: { contentType: 'application/octet-stream' },
		content: Content.of(Buffer.from(text)),
		createTime: at,
		updateTime: at,
	});
}
