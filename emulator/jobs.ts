import type { Clock } from './clock.ts';
import type { JobOutcome, Progress } from './run.ts';
import type { Store } from './store.ts';

/** `failEndpoint`: the training succeeds and its endpoint fails. Only Vertex AI has this step. */
export type JobAction = 'cancel' | 'fail' | 'stall' | 'resume' | 'failEndpoint';
export type HowToFail = Omit<Extract<JobOutcome, { kind: 'fail' }>, 'kind'>;

/** Controls of running jobs. */
export interface Jobs {
	/**
	 * Changes the result of a job, by the ID of a tuned model or tuning job. @throws Error if there is none or it has ended
	 */
	change(id: string, action: JobAction, how?: HowToFail): void;
}

export function createJobs(store: Store, clock: Clock): Jobs {
	return {
		change(id, action, how = {}) {
			const run = store.tunedModels.get(id)?.run;
			if (!run) throw new Error(`There is no tuned model ${id}`);
			const now = clock.now();
			switch (action) {
				case 'cancel':
					return run.cancel(now);
				case 'resume':
					return run.resume(now);
				case 'fail':
					return run.decide({ kind: 'fail', ...how }, now);
				case 'failEndpoint':
					throw new Error('A tuned model of the Gemini API has no endpoint');
				case 'stall':
					return run.decide({ kind: 'stall', ...(how.atStep !== undefined && { atStep: how.atStep }) }, now);
			}
		},
	};
}

/** A tuned model together with its job, which clients can't see in one place. */
export interface DescribedModel {
	id: string;
	operation: string;
	project: string;
	displayName: string;
	createTime: number;
	totalSteps: number;
	exampleCount: number;
	progress: Progress;
}

export function describeTunedModels(store: Store, now: number): DescribedModel[] {
	return [...store.tunedModels.values()].map(
		({ id, operationId, project, displayName, createTime, run }) => ({
			id,
			operation: `tunedModels/${id}/operations/${operationId}`,
			project,
			displayName,
			createTime,
			totalSteps: run.totalSteps,
			exampleCount: run.plan.exampleCount,
			progress: run.at(now),
		}),
	);
}
