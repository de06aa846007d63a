import type { IDataObject } from 'n8n-workflow';
import type { CheckName } from '../../shared/domain/dataset/checkList';
import type { FileFacts } from '../files/rowsFile';
import type { PreparedRows } from './prepare';
import type { RowsFinding } from './findings';
import { firstPlaces } from './findings';

/** Figures of a dataset. `rows` = `training` + `validation` + `dropped`. */
export interface Summary {
	rows: number;
	training: number;
	validation: number;
	dropped: number;
	/** Number of dropped rows per check. A row counts for the first check that dropped it. */
	droppedBy: Partial<Record<CheckName, number>>;
	/** 64 hex digits, independent of the order of the rows. */
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

/** Rows per finding in an item. The file of findings has all. */
const rowsInItems = 100;

/** A finding in the form of the output. */
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

/** Whether an item doesn't list all rows. */
export function isCutShort({ count }: RowsFinding): boolean {
	return count > rowsInItems;
}

export function stops({ action }: RowsFinding): boolean {
	return action === 'stop';
}
