import type { BatchCounts, BatchJob } from '../../../domain/batch';
import { toState } from '../states';
import { fields, finite, parseJson } from '../../http/shape';
import { status } from '../../http/status';
import type * as wire from './batchWire';

export function toBatchJob(job: wire.BatchPredictionJob): BatchJob {
	const rawState = job.state ?? 'JOB_STATE_UNSPECIFIED';
	return {
		name: job.name ?? '',
		identity: job.name ?? '',
		displayName: job.displayName ?? '',
		model: job.model ?? '',
		state: toState(rawState),
		rawState,
		jobError: job.error ? { code: job.error.code ?? null, message: job.error.message ?? '' } : null,
		counts: job.completionStats ? toCounts(job.completionStats) : null,
		inputUri: job.inputConfig?.gcsSource?.uris?.[0] ?? null,
		outputDirectory: job.outputInfo?.gcsOutputDirectory ?? null,
		labels: job.labels ?? {},
		createTime: job.createTime ?? null,
		startTime: job.startTime ?? null,
		endTime: job.endTime ?? null,
		updateTime: job.updateTime ?? null,
	};
}

/** @returns null also for counts that can't be read */
function toCounts({
	successfulCount = '0',
	failedCount = '0',
	incompleteCount = '0',
}: NonNullable<wire.BatchPredictionJob['completionStats']>): BatchCounts | null {
	const [succeeded, failed] = [finite(successfulCount), finite(failedCount)];
	const incomplete = finite(incompleteCount);
	if (succeeded === null || failed === null) return null;
	return { succeeded, failed, incomplete: incomplete === null || incomplete < 0 ? null : incomplete };
}

const failing = fields({ error: status });

/**
 * The reason in a failed line's status. `Bad Request: {"error": {"code": 400, "message": "…", "status": "INVALID_ARGUMENT"}}` is
 * documented. Any other status is returned unchanged.
 */
export function reasonOf(line: string): string {
	const [, json = ''] = /^[^{]*(\{.*\})\s*$/s.exec(line) ?? [];
	const error = failing(parseJson(json))?.error;
	if (error?.message) return error.status ? `${error.message} (${error.status})` : error.message;
	return line === '' ? 'Vertex AI gave no reason' : line;
}
