import type { IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Selection, WatchedJob } from '../shared/domain/selection';
import type { JobEvent } from '../shared/domain/watch';
import { newsOf, observe } from '../shared/domain/watch';
import type { Memory } from '../shared/domain/watchMemory';
import { emptyMemory, readMemory } from '../shared/domain/watchMemory';
import { pickedCredentialType } from '../shared/runtime/authentication';
import type { Connection } from '../shared/runtime/connect';
import type { JobKind } from './jobKinds';
import { loadMemory, saveMemory } from './memoryStore';
import { addUnlisted, assertExist, look } from './look';

export interface ReportOptions {
	selection: Selection;
	/** Whether the first look reports jobs that finished earlier. */
	includesFinished: boolean;
	hasTime: () => boolean;
}

/**
 * Looks once, stores the seen jobs in the node's static data, and returns the new events. n8n saves static data only with
 * events and after an activation. It can lose the memory of a look without events; the next look then finds the same.
 *
 * @throws the first error if the look finds no events; the memory then stays unchanged
 */
export async function report<J extends WatchedJob>(
	ctx: IPollFunctions,
	connection: Connection,
	{ source, memoryKey, words }: JobKind<J>,
	{ selection, includesFinished, hasTime }: ReportOptions,
): Promise<Array<JobEvent<J>>> {
	const scope = scopeOf(ctx, connection);
	const read = () => readMemory(loadMemory(ctx, memoryKey), scope, selection);
	const before = read();
	const isFirst = before === undefined && !includesFinished;
	const memory = before ?? emptyMemory(scope, selection);

	const isNews = isFirst ? () => false : newsOf(memory, selection);
	const seen = await look(source, { resumeAt: memory.resumeAt, isNews, hasTime });
	if (seen.listed) {
		const missing = await addUnlisted(source, selection, seen);
		assertExist(ctx, isActivation(ctx) ? missing : missing.filter(isNewIn(before)));
	}
	if (isFirst && !seen.listed) throw seen.errors[0] ?? tooMany(ctx, words);

	// No `await` from here on: overlapping polls share the memory. If another first look has stored one meanwhile, this
	// look's list can be newer. The next poll reports the difference.
	const now = read();
	if (isFirst && now) return [];
	const { memory: after, events } = observe(now ?? memory, selection, seen);
	if (seen.errors.length > 0 && (isFirst || events.length === 0)) throw seen.errors[0];
	for (const error of seen.errors) ctx.logger.warn(`Can't check some ${words.job}s: ${String(error)}`);
	if (now?.damage === 'found') ctx.logger.warn(damageWarning);
	saveMemory(ctx, memoryKey, after);
	if (isFirst) return [];
	return now?.damage ? events.map((event) => ({ ...event, warning: damageWarning })) : events;
}

const damageWarning =
	"The trigger's memory in the workflow's static data was damaged. The trigger reports all jobs that finished since the last readable time, or all finished jobs if no time is readable. Remove repeated events by their eventId.";

/** Whether the previous look didn't watch the tuned model. A model that it watched can be deleted meanwhile. */
function isNewIn(before: Memory | undefined): (name: string) => boolean {
	return (name) => !before?.selection.tunedModels?.includes(name);
}

const activations = new WeakSet<IPollFunctions>();

/** Whether this is the first poll after a user activated the workflow. n8n uses one context for all polls of an activation. */
function isActivation(ctx: IPollFunctions): boolean {
	if (ctx.getActivationMode() !== 'activate' || activations.has(ctx)) return false;
	activations.add(ctx);
	return true;
}

/** Service, project or credential, and location of the watched jobs. */
function scopeOf(ctx: IPollFunctions, { backend, project, location }: Connection): string {
	const parts = [backend.kind, project || credentialId(ctx), ...(location === '' ? [] : [location])];
	return parts.join(':');
}

function credentialId(ctx: IPollFunctions): string {
	return ctx.getNode().credentials?.[pickedCredentialType(ctx)]?.id ?? '';
}

function tooMany(ctx: IPollFunctions, { listed }: JobKind<WatchedJob>['words']): NodeOperationError {
	return new NodeOperationError(ctx.getNode(), `The first poll can't list all ${listed} in time`, {
		description: `The first poll lists them all to separate old jobs from new ones. Delete unused ${listed}, or turn on 'Include Finished Jobs', which doesn't need the list.`,
	});
}
