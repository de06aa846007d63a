import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { defined } from '../shared/domain/defined';
import type { WatchedJob } from '../shared/domain/selection';
import type { JobEvent } from '../shared/domain/watch';
import { credentialTypes } from '../shared/runtime/authentication';
import type { Connection } from '../shared/runtime/connect';
import { connect, placeOf } from '../shared/runtime/connect';
import { toNodeError } from '../shared/runtime/nodeErrors';
import { searchTunedModels } from '../shared/panel/listSearch';
import { locationField, locationOf, searchLocations } from '../shared/panel/locationField';
import type { JobKind } from './jobKinds';
import { batchJobs, tuningJobs } from './jobKinds';
import { properties } from './properties';
import { isAboutBatches, readIncludesFinished, readSelection } from './readParameters';
import { report } from './eventItems';
import { newestEvent } from './sampleEvent';

/** For older versions of n8n, which don't report the budget. */
const defaultBudgetMs = 300_000;

/** Starts a workflow once for each finished tuning or batch job, and optionally for the progress of a tuning job. */
export class GeminiWaitForTuningTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gemini Wait for Tuning Trigger',
		name: 'geminiWaitForTuningTrigger',
		icon: { light: 'file:../../icons/gemini-tuning.svg', dark: 'file:../../icons/gemini-tuning.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ "on " + $parameter.triggerOn.join(", ") }}',
		description: 'Start a workflow when a Gemini tuning or batch job succeeds, fails or is cancelled',
		eventTriggerDescription: '',
		activationMessage: 'Each job that finishes from now on starts this workflow once.',
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
			const items = await itemsOf(this, connection);
			return items.length > 0 ? [items] : null;
		} catch (error) {
			throw toNodeError(this.getNode(), error, placeOf(connection));
		}
	}
}

async function itemsOf(ctx: IPollFunctions, connection: Connection): Promise<INodeExecutionData[]> {
	const { backend } = connection;
	if (!backend.batches || !isAboutBatches(ctx)) return await pollFor(ctx, connection, tuningJobs(backend));
	return await pollFor(ctx, connection, batchJobs(backend.batches));
}

async function pollFor<J extends WatchedJob>(
	ctx: IPollFunctions,
	connection: Connection,
	kind: JobKind<J>,
): Promise<INodeExecutionData[]> {
	const end = performance.now() + (ctx.getPollBudgetMs?.() ?? defaultBudgetMs);
	const hasTime = () => performance.now() < end;
	const items: INodeExecutionData[] = [];
	for (const { event, eventId, warning, job } of await eventsOf(ctx, connection, kind, hasTime)) {
		const output = await kind.toOutput(job, hasTime());
		items.push({ json: { event, eventId, ...defined({ warning }), ...output } });
	}
	return items;
}

async function eventsOf<J extends WatchedJob>(
	ctx: IPollFunctions,
	connection: Connection,
	kind: JobKind<J>,
	hasTime: () => boolean,
): Promise<Array<JobEvent<J>>> {
	const selection = readSelection(ctx);
	if (ctx.getMode() === 'manual') return [await newestEvent(ctx, kind, { selection, hasTime })];
	const includesFinished = readIncludesFinished(ctx);
	return await report(ctx, connection, kind, { selection, includesFinished, hasTime });
}
