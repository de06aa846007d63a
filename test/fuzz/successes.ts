/** What a success has to look like. Each check returns what is wrong with one item. */
import type { IDataObject } from 'n8n-workflow';

export type Check = (item: IDataObject) => string[];

const states = [
	...['pending', 'running', 'succeeded', 'failed', 'cancelling', 'cancelled', 'paused', 'expired', 'unknown'],
];

type Field = (value: unknown) => boolean;

const isText: Field = (value) => typeof value === 'string';
const isName: Field = (value) => typeof value === 'string' && value.trim() !== '';
const isCount: Field = (value) => typeof value === 'number' && Number.isFinite(value);
const isState: Field = (value) => states.some((state) => state === value);
const isList: Field = Array.isArray;
const isFlag: Field = (value) => typeof value === 'boolean';
const orNull =
	(of: Field): Field =>
	(value) =>
		value === null || of(value);

/** An item with these fields, each of its type. */
function having(fields: Record<string, Field>): Check {
	return (item) =>
		Object.entries(fields).flatMap(([name, isRight]) =>
			isRight(item[name]) ? [] : [`'${name}' is ${JSON.stringify(item[name])}`],
		);
}

const anyJob: Record<string, Field> = {
	displayName: isText,
	state: isState,
	createTime: orNull(isText),
	endTime: orNull(isText),
};

/** A tuned model with its job, which may be hidden from the caller. */
export const job = having({
	...anyJob,
	name: orNull(isName),
	tunedModel: orNull(isName),
	endpoint: orNull(isName),
	checkpoints: isList,
	baseModel: orNull(isText),
	outcomeKnown: isFlag,
	totalSteps: orNull(isCount),
	completedPercent: orNull(isCount),
	meanLoss: orNull(isCount),
});

export const batch = having({ ...anyJob, name: isName, succeededCount: orNull(isCount) });

export const progress = having({ state: isState });

export const permission = having({ name: isName, granteeType: orNull(isText), role: isText });

export const endpoint = having({ name: isName, deployedModels: isList });

export const response = having({
	model: isName,
	text: isText,
	finishReason: orNull(isText),
	blocked: isFlag,
});

export const tokens = having({ model: isName, totalTokens: isCount });

export const batchRow = having({
	index: isCount,
	status: (value) => ['succeeded', 'failed', 'missing'].some((known) => known === value),
	text: orNull(isText),
});

export const event = having({ ...anyJob, event: isName, eventId: isName });

export const chat = having({ text: isText });

/** An entry of a list; one that only shows why the list is empty has no value. */
export const found = having({ name: isName, value: isText });

/** One check of the setup. */
export const preflight = having({
	status: (value) => ['ok', 'missing', 'warning', 'notChecked'].some((known) => known === value),
	message: isName,
});

/** An item that only confirms. */
export const confirmed =
	(field: string): Check =>
	(item) =>
		item[field] === true ? [] : [`'${field}' is ${JSON.stringify(item[field])}`];
