/** Labels by which a job tells what it was created from. Values have at most 63 characters, Google Cloud's limit. */

import { hash } from 'node:crypto';
import { defined } from '../../domain/defined';
import type { Trace } from '../../domain/series';
import { keyLabel } from './jobs';

export const seriesLabel = 'n8n-tuning-series';
export const runLabel = 'n8n-tuning-run';
export const dataLabel = 'n8n-tuning-data';
/** Only jobs that were created from rows have it. */
export const rowsLabel = 'n8n-tuning-rows';
const validationRowsLabel = 'n8n-tuning-validation-rows';

/** All that a tuning job may get from this package. */
export const ownLabels = [keyLabel, seriesLabel, runLabel, dataLabel, rowsLabel, validationRowsLabel];

const fingerprintLength = 32;
const isHash = /^[0-9a-f]{64}$/;

/** What a job is created from. */
export interface Origin {
	/** Of the content, in whatever form. */
	fingerprint: string;
	/** Where they were counted. */
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
