/**
 * What a tuned model was created from, at the end of its description, since the Gemini API has no labels. No limit of a
 * description is published; the mark takes about 950 characters with a sketch of the rows and 100 without.
 */

import type { Dataset } from '../../domain/dataset';
import type { RowDigest } from '../../domain/rowDigest';
import { addRow } from '../../domain/rowDigest';
import { sketchOf } from '../../domain/rowSketch';
import type { Trace } from '../../domain/series';

/** What the mark of a model says; null stands for what was not noted. */
export interface Origin {
	series: string | null;
	/** The first half of a SHA-256. */
	fingerprint: string;
	rows: number;
	run: string | null;
	/** As `sketchOf` answers it. */
	sketch: string | null;
}

const markPattern =
	/ ?\[n8n-tuning series=([a-z0-9-]*) data=([0-9a-f]{32}) rows=(\d+) run=([a-z0-9]*) sketch=([\w.-]*)\]$/;

const fingerprintLength = 32;

export function toFingerprint({ fingerprint }: Dataset): string {
	return fingerprint.slice(0, fingerprintLength);
}

/** The same for a repeat of the same creation by the same execution. */
export function toMark({ series = '', run = '', comparable }: Trace, data: Dataset): string {
	const sketch = comparable ? sketchOf(digestOf(data)) : '';
	return `[n8n-tuning series=${series} data=${toFingerprint(data)} rows=${data.examples.length} run=${run} sketch=${sketch}]`;
}

export function digestOf({ examples }: Dataset): RowDigest {
	const digest: RowDigest = new Map();
	for (const { input, output } of examples) addRow(digest, input, output);
	return digest;
}

/** A description with a mark after what the user wrote. */
export function withMark(description: string, mark: string): string {
	return [description, mark].filter(Boolean).join(' ');
}

/** What the user wrote, and the mark after it. */
export function splitMark(description: string): { text: string; mark: string } {
	const text = description.replace(markPattern, '');
	return { text, mark: description.slice(text.length).trimStart() };
}

export function readMark(description: string): Origin | undefined {
	const [, series, fingerprint, rows, run, sketch] = markPattern.exec(description) ?? [];
	if (fingerprint === undefined) return undefined;
	return {
		series: series || null,
		fingerprint,
		rows: Number(rows),
		run: run || null,
		sketch: sketch || null,
	};
}
