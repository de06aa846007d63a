import type { IPollFunctions } from 'n8n-workflow';
import { isResourceLocatorValue, NodeOperationError } from 'n8n-workflow';
import { nameProblem, withoutGateway } from '../shared/domain/nameProblem';
import type { EventKind } from '../shared/domain/eventKinds';
import { eventKinds } from '../shared/domain/eventKinds';
import type { Selection } from '../shared/domain/selection';
import { entriesOf, isDataObject } from '../shared/panel/parameters';

/** Whether 'Resource' is Batch Job. */
export function isAboutBatches(ctx: IPollFunctions): boolean {
	return ctx.getNodeParameter('resource', 'tuningJob') === 'batchJob';
}

/** @throws NodeOperationError for an empty 'Trigger On', 'Display Name' or 'Tuned Models' */
export function readSelection(ctx: IPollFunctions): Selection {
	const watch = ctx.getNodeParameter('watch', 'all');
	return {
		events: readEvents(ctx),
		tunedModels: watch === 'selected' ? readTunedModels(ctx) : null,
		displayName: watch === 'displayName' ? readDisplayName(ctx) : null,
	};
}

export function readIncludesFinished(ctx: IPollFunctions): boolean {
	const options: unknown = ctx.getNodeParameter('options', {});
	return isDataObject(options) && options.includeFinished === true;
}

function readEvents(ctx: IPollFunctions): EventKind[] {
	const given = ctx.getNodeParameter('triggerOn', []);
	const chosen = eventKinds
		.map(({ value }) => value)
		.filter((kind) => Array.isArray(given) && given.some((value) => value === kind));
	if (chosen.length > 0) return chosen;
	throw new NodeOperationError(ctx.getNode(), "'Trigger On' is empty", {
		description: "Choose at least one event in 'Trigger On'.",
	});
}

function readDisplayName(ctx: IPollFunctions): string {
	const given = ctx.getNodeParameter('displayName', '');
	if (typeof given === 'string' && given.trim() !== '') return given;
	throw new NodeOperationError(ctx.getNode(), "'Display Name' is empty", {
		description: "Enter a display name, or choose another option in 'Watch'.",
	});
}

function readTunedModels(ctx: IPollFunctions): string[] {
	const names = entriesOf(ctx.getNodeParameter('tunedModels', {}), 'values')
		.map(({ tunedModel }) => (isResourceLocatorValue(tunedModel) ? tunedModel.value : tunedModel))
		.flatMap((name) => (typeof name === 'string' && name.trim() !== '' ? [withoutGateway(name)] : []));
	for (const name of names) assertName(ctx, name);
	if (names.length > 0) return names;
	throw new NodeOperationError(ctx.getNode(), "'Tuned Models' is empty", {
		description: "Add a tuned model, or set 'Watch' to 'All Tuned Models'.",
	});
}

function assertName(ctx: IPollFunctions, name: string): void {
	const problem = nameProblem(name);
	if (problem === undefined) return;
	throw new NodeOperationError(
		ctx.getNode(),
		`'Tuned Models' can't contain ${JSON.stringify(name)}: ${problem}`,
		{
			description:
				'Pick the tuned model from the list, or enter its name as Google or another node shows it.',
		},
	);
}
