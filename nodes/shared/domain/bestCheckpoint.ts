import type { Checkpoint, Snapshot, TuningJob } from './job';

/** The checkpoint to use, with the reason. */
export interface BestCheckpoint extends Checkpoint {
	/** Null without validation data. */
	validationLoss: number | null;
	/** One sentence. */
	reason: string;
}

/**
 * The checkpoint with the lowest validation loss, or the last one if no checkpoint was validated. Null for a job without checkpoints.
 * The service can validate at other steps than those of the checkpoints. So a checkpoint's loss is the last one measured after the
 * checkpoint before it.
 */
export function bestCheckpoint({ checkpoints, snapshots, totalSteps }: TuningJob): BestCheckpoint | null {
	const ordered = checkpoints
		.map((checkpoint) => ({ ...checkpoint, at: checkpoint.step ?? 0 }))
		.sort((one, other) => one.at - other.at);
	const measured = ordered.map(({ at, ...checkpoint }, index) => ({
		checkpoint,
		loss: lossBetween(snapshots, ordered[index - 1]?.at ?? 0, at),
	}));
	const last = measured.at(-1);
	if (!last) return null;
	const [best] = measured
		.flatMap(({ checkpoint, loss }) => (loss === undefined ? [] : [{ checkpoint, loss }]))
		.sort((one, other) => one.loss - other.loss);
	if (!best) {
		const reason = 'The job has no validation loss, so this is the last checkpoint.';
		return { ...last.checkpoint, validationLoss: null, reason };
	}
	const of = totalSteps === null ? '' : ` of ${totalSteps}`;
	const reason = `Its validation loss is the lowest of all checkpoints. It was saved at step ${best.checkpoint.step}${of}.`;
	return { ...best.checkpoint, validationLoss: best.loss, reason };
}

/** The last validation loss after one step, up to another. */
function lossBetween(snapshots: readonly Snapshot[], after: number, upTo: number): number | undefined {
	const within = snapshots.filter(
		({ step, validationLoss }) => validationLoss !== null && step > after && step <= upTo,
	);
	return within.at(-1)?.validationLoss ?? undefined;
}
