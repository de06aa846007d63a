import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Memory, Stored } from '../shared/domain/watchMemory';
import { toStored } from '../shared/domain/watchMemory';
import { isDataObject } from '../shared/panel/parameters';

/** The place of a memory and its short copy in static data. */
interface Place {
	data: IDataObject;
	memoryKey: string;
	timeKey: string;
	/** Whether it replaces the node's own data, which is damaged as a whole. */
	isSubstitute: boolean;
}

/** @param key of this kind of memory in the node's static data */
export function loadMemory(ctx: IPollFunctions, key: string): Stored {
	const { data, memoryKey, timeKey, isSubstitute } = placeOf(ctx, key);
	const { [memoryKey]: memory = isSubstitute ? null : undefined, [timeKey]: time } = data;
	return { memory, time };
}

export function saveMemory(ctx: IPollFunctions, key: string, remembered: Memory): void {
	const { data, memoryKey, timeKey } = placeOf(ctx, key);
	const { memory, time } = toStored(remembered);
	data[memoryKey] = { ...memory, selection: { ...memory.selection } };
	data[timeKey] = time;
}

/**
 * The node's static data, or the workflow's if the node's isn't an object, because n8n can't replace it then.
 *
 * @throws NodeOperationError when neither is an object
 */
function placeOf(ctx: IPollFunctions, key: string): Place {
	const own: unknown = ctx.getWorkflowStaticData('node');
	if (isDataObject(own)) return { data: own, memoryKey: key, timeKey: `${key}Time`, isSubstitute: false };
	const shared: unknown = ctx.getWorkflowStaticData('global');
	const substitute = `${ctx.getNode().name}: ${key}`;
	if (isDataObject(shared))
		return { data: shared, memoryKey: substitute, timeKey: `${substitute}Time`, isSubstitute: true };
	throw new NodeOperationError(ctx.getNode(), "The workflow's static data is damaged and can't be replaced", {
		description: 'Rename the trigger node: n8n then creates new static data for it.',
	});
}
