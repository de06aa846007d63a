/**
 * The mark at the end of a tuned model's description, which records its source: the Gemini API has no labels. Google publishes no limit
 * of a description. The mark has about 950 characters with a sketch of the rows and 100 without.
 */

import type { Dataset } from '../../domain/dataset/dataset';
import type { RowDigest } from '../../domain/rowDigest';
import { addRow } from '../../domain/rowDigest';
import { sketchOf } from '../../domain/rowSketch';
import type { Trace } from '../../domain/series';

/** Content of a mark; null for absent values. */
export interface Origin {
	series: string | null;
	/** The first half of a SHA-256. */
	fingerprint: string;
	rows: number;
	run: string | null;
	/** As `sketchOf` returns it. */
	sketch: string | null;
}

const markPattern =
	/ ?\[n8n-tuning series=([a-z0-9-]*) data=([0-9a-f]{32}) rows=(\d+) run=([a-z0-9]*) sketch=([\w.-]*)\]$/;

const fingerprintLength = 32;

export function toFingerprint({ fingerprint }: Dataset): string {
	return fingerprint.slice(0, fingerprintLength);
}

/** Returns the same mark for a repeat of the creation by the same execution. */
export function toMark({ series = '', run = '', comparable }: Trace, data: Dataset): string {
	const sketch = comparable ? sketchOf(digestOf(data)) : '';
	return `[n8n-tuning series=${series} data=${toFingerprint(data)} rows=${data.examples.length} run=${run} sketch=${sketch}]`;
}

export function digestOf({ examples }: Dataset): RowDigest {
	const digest: RowDigest = new Map();
	for (const { input, output } of examples) addRow(digest, input, output);
	return digest;
}

/** A description with a mark after the user's text. */
export function withMark(description: string, mark: string): string {
	return [description, mark].filter(Boolean).join(' ');
}

/** Splits a description into the user's text and the mark. */
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
