import type { BatchCounts, BatchJob } from '../../../domain/batch';
import { toState } from '../states';
import { finite } from '../../http/shape';
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
