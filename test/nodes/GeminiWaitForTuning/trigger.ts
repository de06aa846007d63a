/** What tests of the trigger have in common. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { TuningSpec } from '../../../nodes/shared/google/tuning.ts';
import { poll } from '../../engine/poll.ts';
import type { PollOptions } from '../../engine/poll.ts';
import type { Scene } from '../scene.ts';

/** A trigger, from poll to poll. */
export interface Trigger {
	/** What n8n keeps for the workflow in its process. */
	staticData: IDataObject;
	/** What one poll starts an execution with; null when it starts none. */
	poll(parameters?: INodeParameters, more?: PollOptions): Promise<IDataObject[] | null>;
	/** What n8n writes to its database, and reads when it starts. */
	saved(): IDataObject;
}

/** A trigger with these parameters, unless a poll has others. */
export function triggerIn(scene: Scene, usual: INodeParameters): Trigger {
	const trigger: Trigger = {
		staticData: {},
		async poll(parameters = {}, more = {}) {
			const node = scene.node('geminiWaitForTuningTrigger', { ...usual, ...parameters });
			const { staticData } = trigger;
			const items = await poll(node, { credentials: scene.credentials, staticData, ...more });
			return items?.[0]?.map(({ json }) => json) ?? null;
		},
		saved: () => JSON.parse(JSON.stringify(trigger.staticData)),
	};
	return trigger;
}

/** Starts a job at the Gemini API and lets a moment pass. */
export async function start(scene: Scene, modelId: string, spec: Partial<TuningSpec> = {}): Promise<void> {
	await scene.train('Number Predictor', { modelId, ...spec });
	scene.emulator.clock.advance(1);
}

/** What the Gemini API was asked since the last call of this. */
export const requests = (scene: Scene) =>
	scene.seen().map(({ request }) => request.replace(/ \/v1(beta)?\//, ' '));
