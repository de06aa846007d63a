import type { IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Selection, WatchedJob } from '../shared/domain/selection';
import type { JobEvent } from '../shared/domain/watch';
import { newsOf, observe } from '../shared/domain/watch';
import type { Memory } from '../shared/domain/watchMemory';
import { emptyMemory, readMemory } from '../shared/domain/watchMemory';
import { pickedCredentialType } from '../shared/n8n/authentication';
import type { Connection } from '../shared/n8n/connect';
import type { JobKind } from './kinds';
import { loadMemory, saveMemory } from './memoryStore';
import { look } from './look';
import { addUnlisted, assertExist } from './unlisted';

export interface ReportOptions {
	selection: Selection;
	/** Whether the first look reports what had settled before it. */
	includesSettled: boolean;
	hasTime: () => boolean;
}

/**
 * Looks once, remembers what it saw in the node's static data, and answers what is new. n8n saves static data only together
 * with events and after an activation: what a look without events remembers may be forgotten and found again.
 *
 * @throws what kept the look from finding anything new; the memory is then as before
 */
export async function report<J extends WatchedJob>(
	ctx: IPollFunctions,
	connection: Connection,
	{ source, memoryKey, words }: JobKind<J>,
	{ selection, includesSettled, hasTime }: ReportOptions,
): Promise<Array<JobEvent<J>>> {
	const scope = scopeOf(ctx, connection);
	const read = () => readMemory(loadMemory(ctx, memoryKey), scope, selection);
	const before = read();
	const isFirst = before === undefined && !includesSettled;
	const memory = before ?? emptyMemory(scope, selection);

	const isNews = isFirst ? () => false : newsOf(memory, selection);
	const seen = await look(source, { resumeAt: memory.resumeAt, isNews, hasTime });
	if (seen.listed) {
		const missing = await addUnlisted(source, selection, seen);
		assertExist(ctx, isActivation(ctx) ? missing : missing.filter(isNewIn(before)));
	}
	if (isFirst && !seen.listed) throw seen.errors[0] ?? tooMany(ctx, words);

	// Nothing may be awaited from here on, since polls that overlap share the memory. What another first look remembers is not
	// known by this one's list, which may be newer: the next poll finds out.
	const now = read();
	if (isFirst && now) return [];
	const { memory: after, events } = observe(now ?? memory, selection, seen);
	if (seen.errors.length > 0 && (isFirst || events.length === 0)) throw seen.errors[0];
	for (const error of seen.errors)
		ctx.logger.warn(`Some ${words.job}s could not be looked at: ${String(error)}`);
	if (now?.damage === 'found') ctx.logger.warn(damageWarning);
	saveMemory(ctx, memoryKey, after);
	if (isFirst) return [];
	return now?.damage ? events.map((event) => ({ ...event, warning: damageWarning })) : events;
}

const damageWarning =
	"The trigger's memory in the workflow's static data was damaged. It reports the jobs that ended since the last readable time, or all jobs if none is readable: remove events that you know by their eventId.";

/** Whether a tuned model was not watched at the look before. One that was may have been deleted since. */
function isNewIn(before: Memory | undefined): (name: string) => boolean {
	return (name) => !before?.selection.tunedModels?.includes(name);
}

const activations = new WeakSet<IPollFunctions>();

/** Whether this is the first poll after a user activated the workflow. n8n polls in one and the same context until it ends. */
function isActivation(ctx: IPollFunctions): boolean {
	if (ctx.getActivationMode() !== 'activate' || activations.has(ctx)) return false;
	activations.add(ctx);
	return true;
}

/** Whose jobs are watched. */
function scopeOf(ctx: IPollFunctions, { backend, project, location }: Connection): string {
	const parts = [backend.kind, project || credentialId(ctx), ...(location === '' ? [] : [location])];
	return parts.join(':');
}

function credentialId(ctx: IPollFunctions): string {
	return ctx.getNode().credentials?.[pickedCredentialType(ctx)]?.id ?? '';
}

function tooMany(ctx: IPollFunctions, { listed }: JobKind<WatchedJob>['words']): NodeOperationError {
	return new NodeOperationError(
		ctx.getNode(),
		`There are more ${listed} than can be listed in the time of one poll`,
		{
			description: `The first poll has to see all of them to tell old jobs from new ones. Delete ${listed} that are not used any more, or switch on 'Include Settled Jobs', which needs no such list.`,
		},
	);
}
