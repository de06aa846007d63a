import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { toAnswer } from '../shared/google/generation/toAnswer';
import type { Answer } from '../shared/domain/answer';
import { takes } from '../shared/panel/apis';
import { choiceField, flagField, propertiesOf, readOptions } from '../shared/panel/fields';
import { ItemError } from '../shared/runtime/itemError';
import { listFindings } from './fit';
import type { Fitted } from './repair';
import { hasSchema } from './structure';

const ifBlocked = choiceField({
	displayName: 'If Blocked or Empty',
	name: 'ifBlocked',
	options: [
		{
			name: 'Output Item With Reason',
			value: 'output',
			description: "Return the item with 'blocked', 'blockReason' and 'explanation'",
		},
		{ name: 'Skip Item', value: 'skip', description: 'Return nothing for the item' },
		{
			name: 'Stop With Error',
			value: 'error',
			description: "Fail the item; the node's 'On Error' setting applies",
		},
	],
	default: 'output',
	description: 'What to do if Google blocks a response or returns no text',
});

const ifInvalid = choiceField({
	displayName: 'If Response Is Invalid',
	name: 'ifInvalid',
	options: [
		{
			name: 'Output Item With Findings',
			value: 'output',
			description: "Return the item; 'schemaFindings' lists the differences",
		},
		{
			name: 'Repair Once, Then Output',
			value: 'repair',
			description:
				"Send one more request that shows the model its response and the findings; 'unrepaired' keeps the first response",
		},
		{
			name: 'Stop With Error',
			value: 'error',
			description: "Fail the item; the node's 'On Error' setting applies",
		},
	],
	default: 'output',
	description: "What to do if the response isn't JSON, or doesn't fit 'JSON Schema' or 'Example Response'",
	needs: takes('responseJsonSchema'),
});

export const simplify = flagField({
	displayName: 'Simplify',
	name: 'simplify',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
});

/** Entries of 'Options' for the output of an item. */
export const finishOptions = propertiesOf({ ifBlocked, ifInvalid });

/** Settings for the output of one item. */
export interface Finish {
	ifBlocked: 'error' | 'output' | 'skip';
	ifInvalid: 'error' | 'output' | 'repair';
	isSimple: boolean;
	/** Whether the request has a schema or an example. */
	hasSchema: boolean;
}

export function readFinish(ctx: IExecuteFunctions, itemIndex: number): Finish {
	const options = readOptions(ctx, itemIndex);
	return {
		ifBlocked: ifBlocked.parse(options.ifBlocked ?? 'output'),
		ifInvalid: ifInvalid.parse(options.ifInvalid ?? 'output'),
		isSimple: simplify.read(ctx, itemIndex),
		hasSchema: hasSchema(options),
	};
}

/**
 * The JSON of an item's output; undefined for a skipped item.
 *
 * @throws ItemError for a blocked, empty or invalid response, if the settings require it
 */
export function toOutput(
	model: string,
	{ ifBlocked, ifInvalid, isSimple, hasSchema }: Finish,
	fitted: Fitted,
): IDataObject | undefined {
	const answer = toAnswer(fitted.value);
	if (isUsable(answer)) {
		if (ifInvalid === 'error') refuseInvalid(fitted, hasSchema);
	} else {
		if (ifBlocked === 'error') throw toError(answer);
		if (ifBlocked === 'skip') return undefined;
	}
	return isSimple ? toSimple(model, answer, fitted) : { ...fitted.value };
}

function isUsable({ blocked, text }: Answer): boolean {
	return !blocked && text !== '';
}

function toError({ blocked, blockReason, explanation }: Answer): ItemError {
	const message = blocked ? `Google blocked the response: ${blockReason}` : "Google's response is empty";
	return new ItemError(message, explanation ?? '');
}

function refuseInvalid({ fit }: Fitted, hasSchema: boolean): void {
	const findings = listFindings(fit?.schemaFindings ?? []);
	if (findings.length === 0) return;
	throw new ItemError(
		hasSchema ? "The response doesn't fit its schema" : "The response isn't JSON",
		findings.join(' '),
	);
}

function toSimple(
	model: string,
	{ candidates, ...answer }: Answer,
	{ fit, unrepaired, tries, milliseconds }: Fitted,
): IDataObject {
	return {
		model,
		...answer,
		...fit,
		...(unrepaired && { unrepaired }),
		...(candidates.length > 0 && { candidates }),
		tries,
		milliseconds,
	};
}
