/** Labels that record the source of a job. Google Cloud limits values to 63 characters. */

import { hash } from 'node:crypto';
import { defined } from '../../../domain/defined';
import type { Trace } from '../../../domain/series';
import { keyLabel } from './tuningJobs';

export const seriesLabel = 'n8n-tuning-series';
export const runLabel = 'n8n-tuning-run';
export const dataLabel = 'n8n-tuning-data';
/** Absent for a job from a dataset in Cloud Storage. */
export const rowsLabel = 'n8n-tuning-rows';
const validationRowsLabel = 'n8n-tuning-validation-rows';

/** All labels of this package for tuning jobs. */
export const ownLabels = [keyLabel, seriesLabel, runLabel, dataLabel, rowsLabel, validationRowsLabel];

const fingerprintLength = 32;
const isHash = /^[0-9a-f]{64}$/;

/** The data of a job. */
export interface Origin {
	/** Fingerprint of the content, in any format. */
	fingerprint: string;
	/** Absent if the rows weren't counted. */
	rows?: { training: number; validation: number };
}

export function toLabels({ series, run }: Trace, { fingerprint, rows }: Origin): Record<string, string> {
	return defined({
		[seriesLabel]: series,
		[runLabel]: run,
		[dataLabel]: toDataLabel(fingerprint),
		[rowsLabel]: rows && String(rows.training),
		[validationRowsLabel]: rows && String(rows.validation),
	});
}

/** The first half of a SHA-256. */
export function toDataLabel(fingerprint: string): string {
	const hex = isHash.test(fingerprint) ? fingerprint : hash('sha256', fingerprint);
	return hex.slice(0, fingerprintLength);
}
