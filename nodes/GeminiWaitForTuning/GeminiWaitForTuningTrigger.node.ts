import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { toJobOutput } from '../shared/domain/jobOutput';
import type { TuningEvent } from '../shared/domain/watch';
import { credentialTypes } from '../shared/n8n/authentication';
import type { Connection } from '../shared/n8n/connect';
import { connect, placeOf } from '../shared/n8n/connect';
import { toNodeError } from '../shared/n8n/errors';
import { searchTunedModels } from '../shared/n8n/listSearch';
import { locationField, locationOf, searchLocations } from '../shared/n8n/location';
import { properties } from './properties';
import { readIncludesSettled, readSelection } from './readParameters';
import { report } from './report';
import { newestEvent } from './sample';

/** Where n8n does not tell, as older versions do not. */
const defaultBudgetMs = 300_000;

/** Starts a workflow when a tuning job settles, once for each job, and if wanted while it makes progress. */
export class GeminiWaitForTuningTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gemini Wait for Tuning Trigger',
		name: 'geminiWaitForTuningTrigger',
		icon: { light: 'file:../../icons/gemini-tuning.svg', dark: 'file:../../icons/gemini-tuning.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ "on " + $parameter.triggerOn.join(", ") }}',
		description:
			'Start a workflow when a Gemini tuning job has succeeded, failed or was cancelled, or makes progress',
		eventTriggerDescription: '',
		activationMessage: 'Tuning jobs that end from now on start this workflow, each of them once.',
		defaults: { name: 'Gemini Wait for Tuning Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialTypes,
		properties,
	};

	methods = { listSearch: { searchLocations, searchTunedModels } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		let connection: Connection | undefined;
		try {
			connection = await connect(this, locationOf(this.getNodeParameter(locationField.name, '')));
			const events = await eventsOf(this, connection);
			return events.length > 0 ? [events.map(toItem)] : null;
		} catch (error) {
			throw toNodeError(this.getNode(), error, placeOf(connection));
		}
	}
}

async function eventsOf(ctx: IPollFunctions, connection: Connection): Promise<TuningEvent[]> {
	const end = performance.now() + (ctx.getPollBudgetMs?.() ?? defaultBudgetMs);
	const hasTime = () => performance.now() < end;
	const selection = readSelection(ctx);
	if (ctx.getMode() === 'manual') return [await newestEvent(ctx, connection.backend, { selection, hasTime })];
	return await report(ctx, connection, { selection, includesSettled: readIncludesSettled(ctx), hasTime });
}

function toItem({ event, eventId, job }: TuningEvent): INodeExecutionData {
	return { json: { event, eventId, ...toJobOutput(job) } };
}
