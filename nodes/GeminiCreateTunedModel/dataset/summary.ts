import type { IDataObject } from 'n8n-workflow';
import type { AnyCheck } from '../checkFields';
import type { FileFacts } from '../files/rowsFile';
import type { PreparedRows } from './prepare';
import type { RowsFinding } from './findings';
import { firstPlaces } from './findings';

/** What became of the rows: `rows` = `training` + `validation` + `dropped`. */
export interface Summary {
	rows: number;
	training: number;
	validation: number;
	dropped: number;
	/** How many rows each check left out; a row counts for the first that did. */
	droppedBy: Partial<Record<AnyCheck, number>>;
	/** 64 hex digits, the same for the same examples in whatever order. */
	fingerprint: string;
	/** How each file was read; absent for items. */
	files?: FileFacts[];
}

export function summaryOf({ source, prepared, data }: PreparedRows): Summary {
	const unreadable = source.unreadable.length;
	const droppedBy: Summary['droppedBy'] = unreadable > 0 ? { unreadableRow: unreadable } : {};
	for (const { check } of prepared.dropped) droppedBy[check] = (droppedBy[check] ?? 0) + 1;
	return {
		rows: prepared.rows + unreadable,
		training: data.examples.length,
		validation: data.validation?.length ?? 0,
		dropped: prepared.dropped.length + unreadable,
		droppedBy,
		fingerprint: data.fingerprint,
		...(source.files.length > 0 && { files: source.files }),
	};
}

/** So many rows are told with a finding in an item; the file of findings has all. */
const rowsInItems = 100;

/** A finding as items tell it. */
export function findingJson(finding: RowsFinding): IDataObject {
	const { check, action, message, count } = finding;
	return {
		check,
		action,
		count,
		message,
		rows: firstPlaces(finding, rowsInItems).map((place) => ({ ...place })),
	};
}

/** Whether there are more rows than an item tells. */
export function isCutShort({ count }: RowsFinding): boolean {
	return count > rowsInItems;
}

export function stops({ action }: RowsFinding): boolean {
	return action === 'stop';
}
