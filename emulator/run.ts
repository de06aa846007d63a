import { rpcCode } from './errors.ts';
import type { Status } from './errors.ts';
import { float32 } from './json.ts';
import type { Training } from './learner/index.ts';

/** Durations of a training, in milliseconds of the emulator's time. */
export interface Durations {
	/** From creation to the start of training. */
	startMs: number;
	/** One step. */
	stepMs: number;
	/** From the last step to the end of the job. */
	finishMs: number;
}

/** Measured on 38-step jobs of Gemini 1.0. */
export const googleDurations: Durations = { startMs: 300, stepMs: 460, finishMs: 4000 };

/** A result of a job other than success. */
export type JobOutcome =
	| { kind: 'fail'; atStep?: number; code?: Status; message?: string }
	| { kind: 'stall'; atStep?: number }
	/** Training succeeds, but the endpoint can't be created. The Gemini API has no such step. */
	| { kind: 'noEndpoint' };

export interface RunError {
	code: number;
	message: string;
}

/** A job at one moment. */
export interface Progress {
	phase: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
	completedSteps: number;
	/** Absent before training starts. */
	startTime?: number;
	/** Absent before the job ends, whatever its result. */
	completeTime?: number;
	/** The reason of a failure or cancellation. */
	error?: RunError;
}

/** One finished step. */
export interface Snapshot {
	step: number;
	epoch: number;
	meanLoss: number;
	computeTime: number;
}

export interface Plan {
	createTime: number;
	exampleCount: number;
	epochCount: number;
	batchSize: number;
	durations: Durations;
	training: Training;
	outcome?: JobOutcome;
}

/** ceil(examples × epochs / batch): batches run across the borders of epochs. */
export function totalSteps({
	exampleCount,
	epochCount,
	batchSize,
}: Pick<Plan, 'exampleCount' | 'epochCount' | 'batchSize'>): number {
	return Math.ceil((exampleCount * epochCount) / batchSize);
}

/** A tuning job of either service. Its state is computed from the time of the request. */
export class TuningRun {
	readonly plan: Plan;
	readonly totalSteps: number;
	#outcome: JobOutcome | undefined;
	#cancelTime: number | undefined;
	/** Delay of the steps after a stall. */
	#delay = 0;
	#resumedAfter: number | undefined;

	constructor(plan: Plan) {
		this.plan = plan;
		this.totalSteps = totalSteps(plan);
		this.#outcome = plan.outcome;
	}

	at(now: number): Progress {
		const startTime = this.#startTime;
		const until = Math.min(now, this.#cancelTime ?? Infinity);
		const completedSteps = this.#stepsBy(until);
		if (this.#cancelTime !== undefined) {
			const error = { code: rpcCode.CANCELLED, message: 'The operation was cancelled.' };
			const started = startTime <= this.#cancelTime ? { startTime } : {};
			return { phase: 'cancelled', completedSteps, ...started, completeTime: this.#cancelTime, error };
		}
		if (now < startTime) return { phase: 'waiting', completedSteps: 0 };
		const completeTime = this.#endTime;
		if (now < completeTime) return { phase: 'running', completedSteps, startTime };
		const error = this.#error;
		return {
			phase: error ? 'failed' : 'succeeded',
			completedSteps,
			startTime,
			completeTime,
			...(error && { error }),
		};
	}

	/** The finished steps at a time, with the real losses of the training. */
	snapshots(now: number): Snapshot[] {
		const { training, batchSize, exampleCount, epochCount } = this.plan;
		const { completedSteps } = this.at(now);
		training.advanceTo(completedSteps);
		return training.scores.slice(0, completedSteps).map(({ loss }, index) => {
			const step = index + 1;
			const epoch = Math.min(epochCount, Math.floor((step * batchSize) / exampleCount));
			return { step, epoch, meanLoss: float32(loss), computeTime: this.stepTime(step) };
		});
	}

	/** The model at a time. */
	trained(now: number): Training {
		this.plan.training.advanceTo(this.at(now).completedSteps);
		return this.plan.training;
	}

	/** The result other than success that was set, if any. */
	get outcome(): JobOutcome | undefined {
		return this.#outcome;
	}

	/** Ends the job now. A job that has ended stays unchanged. */
	cancel(now: number): void {
		if (this.at(now).completeTime === undefined) this.#cancelTime = now;
	}

	/** Makes a running job fail or stall, by default at the next step. */
	decide(outcome: JobOutcome, now: number): void {
		const { completedSteps, completeTime } = this.at(now);
		if (completeTime !== undefined) throw new Error('The job has already ended');
		this.#outcome =
			outcome.kind === 'noEndpoint'
				? outcome
				: { ...outcome, atStep: Math.max(outcome.atStep ?? completedSteps + 1, completedSteps) };
	}

	/** Resumes a stalled job. */
	resume(now: number): void {
		if (this.#outcome?.kind !== 'stall') throw new Error('The job does not stall');
		const stalledAt = this.#stopsAt;
		const stalledSince = this.stepTime(stalledAt);
		if (now > stalledSince) {
			this.#delay += now - stalledSince;
			this.#resumedAfter = stalledAt;
		}
		this.#outcome = undefined;
	}

	get #startTime(): number {
		return this.plan.createTime + this.plan.durations.startMs;
	}

	/** The last step that the job finishes. */
	get #stopsAt(): number {
		if (!this.#outcome || this.#outcome.kind === 'noEndpoint') return this.totalSteps;
		return Math.min(this.totalSteps, this.#outcome.atStep ?? Math.floor(this.totalSteps / 2));
	}

	get #endTime(): number {
		switch (this.#outcome?.kind) {
			case undefined:
			case 'noEndpoint':
				return this.stepTime(this.totalSteps) + this.plan.durations.finishMs;
			case 'fail':
				return this.stepTime(this.#stopsAt);
			case 'stall':
				return Infinity;
		}
	}

	get #error(): RunError | undefined {
		if (this.#outcome?.kind !== 'fail') return undefined;
		const { code = 'INTERNAL', message = 'Tuning failed with an internal error. Please try again.' } =
			this.#outcome;
		return { code: rpcCode[code], message };
	}

	/** When a step ends. */
	stepTime(step: number): number {
		const delayed = this.#resumedAfter !== undefined && step > this.#resumedAfter ? this.#delay : 0;
		return this.#startTime + step * this.plan.durations.stepMs + delayed;
	}

	#stepsBy(time: number): number {
		const { stepMs } = this.plan.durations;
		const planned = stepMs > 0 ? Math.floor((time - this.#startTime) / stepMs) : Infinity;
		const undelayed = Math.max(0, Math.min(planned, this.#stopsAt));
		if (this.#resumedAfter === undefined || undelayed <= this.#resumedAfter) return undelayed;
		const since = stepMs > 0 ? Math.floor((time - this.#startTime - this.#delay) / stepMs) : Infinity;
		return Math.max(this.#resumedAfter, Math.min(since, this.#stopsAt));
	}
}
