import { microsTimestamp } from '../../clock.ts';
import { present } from '../../json.ts';
import type { Json } from '../../json.ts';
import { nameOf } from '../method.ts';
import type { VertexService } from '../method.ts';
import type { BatchJob } from './tables.ts';
import { runningSince, viewBatch } from './timeline.ts';

/** The BatchPredictionJob message in Google's order of fields. */
export function renderBatch(service: VertexService, job: BatchJob, now: number): { [key: string]: Json } {
	const view = viewBatch(job, now);
	const time = (at: number | undefined) => (at === undefined ? undefined : microsTimestamp(at));
	return present({
		name: nameOf(service, 'batchPredictionJobs', job),
		displayName: job.displayName,
		model: job.model,
		inputConfig: { instancesFormat: 'jsonl', gcsSource: { uris: [job.inputUri] } },
		outputConfig: {
			predictionsFormat: 'jsonl',
			gcsDestination: { outputUriPrefix: job.outputUriPrefix },
		},
		outputInfo: hasRun(job, now) ? { gcsOutputDirectory: directoryOf(job) } : undefined,
		state: view.state,
		error: view.error && { ...view.error },
		completionStats: renderStats(job),
		createTime: time(job.createTime),
		startTime: time(view.startTime),
		endTime: time(view.endTime),
		updateTime: time(view.updateTime),
		labels: Object.keys(job.labels).length > 0 ? { ...job.labels } : undefined,
		modelVersionId: job.modelVersionId,
	});
}

/** The output folder: the job's own, named after the time of its creation. */
export function directoryOf({ outputUriPrefix, createTime }: BatchJob): string {
	return `${outputUriPrefix.replace(/\/$/, '')}/prediction-model-${microsTimestamp(createTime)}`;
}

function hasRun(job: BatchJob, now: number): boolean {
	return runningSince(job) <= (job.end?.at ?? job.cancelTime ?? now);
}

/** int64 values are strings on the wire, and 0 is omitted. */
function renderStats({ stats }: BatchJob): Json | undefined {
	if (!stats) return undefined;
	const count = (value: number) => (value === 0 ? undefined : String(value));
	return present({
		successfulCount: count(stats.successful),
		failedCount: count(stats.failed),
		incompleteCount: count(stats.incomplete),
	});
}
