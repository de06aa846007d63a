import type { TuningState } from '../../domain/job';
import type { JobState } from './vertexWire';

/** google/cloud/aiplatform/v1/job_state.proto */
const states: Record<JobState, TuningState> = {
	JOB_STATE_UNSPECIFIED: 'unknown',
	JOB_STATE_QUEUED: 'pending',
	JOB_STATE_PENDING: 'pending',
	JOB_STATE_RUNNING: 'running',
	JOB_STATE_SUCCEEDED: 'succeeded',
	JOB_STATE_FAILED: 'failed',
	JOB_STATE_CANCELLING: 'cancelling',
	JOB_STATE_CANCELLED: 'cancelled',
	JOB_STATE_PAUSED: 'paused',
	JOB_STATE_EXPIRED: 'expired',
	// Only a running job can be updated, and it continues afterwards.
	JOB_STATE_UPDATING: 'running',
	JOB_STATE_PARTIALLY_SUCCEEDED: 'succeeded',
};

function isJobState(state: string): state is JobState {
	return Object.hasOwn(states, state);
}

/** A new state of Google's is `unknown`, never `running`. */
export function toState(rawState: string): TuningState {
	return isJobState(rawState) ? states[rawState] : 'unknown';
}

const stagePrefix = 'TUNING_JOB_STATE_';

/** `TUNING_JOB_STATE_WAITING_FOR_QUOTA` becomes `WAITING_FOR_QUOTA`; null if absent. */
export function toStage(tuningJobState: string | undefined): string | null {
	const stage = tuningJobState?.replace(stagePrefix, '');
	return stage === undefined || stage === 'UNSPECIFIED' ? null : stage;
}
