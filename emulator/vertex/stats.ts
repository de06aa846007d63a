import { present, unlessDefault } from '../json.ts';
import type { Json } from '../json.ts';
import type { Line } from './lineChecks.ts';

const BUCKETS = 6;
const SHOWN_EXAMPLES = 3;
/** Maximum length of a text, with the dots for the rest. */
const SHOWN_CHARACTERS = 400;
const MORE = '...';
/** Of one example, input and output together. */
const MOST_TOKENS = 131_072;

/** Collects the tuningDataStats of a dataset. */
export interface Stats {
	/** @param number of the line, from 1 */
	add(line: Line, number: number): void;
	render(): Json;
}

interface Bucket {
	count: number;
	left: number;
	right: number;
}

interface Distribution {
	sum: number;
	min: number;
	max: number;
	mean: number;
	median: number;
	p5: number;
	p95: number;
	buckets: Bucket[];
}

/** Google's statistics of a set of numbers; undefined for an empty set. */
function distribution(values: readonly number[]): Distribution | undefined {
	const sorted = [...values].sort((a, b) => a - b);
	const [min] = sorted;
	const max = sorted.at(-1);
	if (min === undefined || max === undefined) return undefined;
	const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? min;
	const sum = sorted.reduce((total, value) => total + value, 0);
	const whole = sorted.every(Number.isInteger);
	return {
		sum,
		min,
		max,
		mean: sum / sorted.length,
		median: rank(0.5),
		p5: rank(0.05),
		p95: rank(0.95),
		buckets: fill(sorted, whole ? integerBorders(min, max) : equalBorders(min, max)),
	};
}

/** Six bins of whole numbers with sizes as even as possible. A bin without any has its left border above the right one. */
function integerBorders(min: number, max: number): [number, number][] {
	const rights = Array.from(
		{ length: BUCKETS },
		(_, i) => min + Math.ceil(((i + 1) * (max - min + 1)) / BUCKETS) - 1,
	);
	return rights.map((right, i) => [i === 0 ? min : (rights[i - 1] ?? min) + 1, right]);
}

function equalBorders(min: number, max: number): [number, number][] {
	const width = (max - min) / BUCKETS;
	return Array.from({ length: BUCKETS }, (_, i) => [
		min + i * width,
		i === BUCKETS - 1 ? max : min + (i + 1) * width,
	]);
}

function fill(sorted: readonly number[], borders: readonly [number, number][]): Bucket[] {
	const buckets: Bucket[] = borders.map(([left, right]) => ({ count: 0, left, right }));
	let at = 0;
	for (const value of sorted) {
		while (at < BUCKETS - 1 && value > (buckets[at]?.right ?? Infinity)) at += 1;
		const bucket = buckets[at];
		if (bucket) bucket.count += 1;
	}
	return buckets.filter(({ count }) => count > 0);
}

/** The sum is an int64 of a SupervisedTuningDatasetDistribution and a double of a DatasetDistribution; counts are the reverse. */
type Sums = 'supervised' | 'preference';

/** Zeros are omitted, as in every field without presence. */
function renderDistribution(values: readonly number[], sums: Sums): Json | undefined {
	const found = distribution(values);
	if (!found) return undefined;
	const int64 = (value: number) => (value === 0 ? undefined : String(value));
	const supervised = sums === 'supervised';
	const { sum, buckets, ...figures } = found;
	return present({
		sum: supervised ? int64(sum) : unlessDefault(sum),
		...withoutZeros(figures),
		buckets: buckets.map(({ count, ...borders }) =>
			present({ count: supervised ? unlessDefault(count) : int64(count), ...withoutZeros(borders) }),
		),
	});
}

function withoutZeros(figures: Record<string, number>): Record<string, number | undefined> {
	return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, unlessDefault(value)]));
}

/** A copy with every text cut to Google's length. */
function cut(value: Json): Json {
	if (typeof value === 'string') {
		return value.length > SHOWN_CHARACTERS ? value.slice(0, SHOWN_CHARACTERS - MORE.length) + MORE : value;
	}
	if (Array.isArray(value)) return value.map(cut);
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cut(member)]));
}

class Counts {
	readonly input: number[] = [];
	readonly output: number[] = [];
	readonly messages: number[] = [];
	readonly shown: Json[] = [];
	/** Numbers of the lines that are too long. */
	readonly truncated: string[] = [];

	add({ inputTokens, outputTokens, messages, show }: Line, number: number): void {
		this.input.push(inputTokens);
		this.output.push(outputTokens);
		this.messages.push(messages);
		if (this.shown.length < SHOWN_EXAMPLES) this.shown.push(cut(show()));
		if (inputTokens + outputTokens > MOST_TOKENS) this.truncated.push(String(number));
	}

	/** One pass over the data, without epochs. @param prompts how often a prompt is billed */
	billableTokens(prompts = 1): string {
		const sum = (counts: readonly number[]) => counts.reduce((total, tokens) => total + tokens, 0);
		return String(prompts * sum(this.input) + sum(this.output));
	}
}

export function supervisedStats(): Stats {
	const counts = new Counts();
	return {
		add: (line, number) => counts.add(line, number),
		render: () => ({
			supervisedTuningDataStats: present({
				tuningDatasetExampleCount: String(counts.input.length),
				userInputTokenDistribution: renderDistribution(counts.input, 'supervised'),
				userOutputTokenDistribution: renderDistribution(counts.output, 'supervised'),
				userMessagePerExampleDistribution: renderDistribution(counts.messages, 'supervised'),
				userDatasetExamples: counts.shown.flat(),
				totalBillableTokenCount: counts.billableTokens(),
				totalTruncatedExampleCount: counts.truncated.length > 0 ? String(counts.truncated.length) : undefined,
				truncatedExampleIndices: unlessDefault(counts.truncated),
			}),
		}),
	};
}

export function preferenceStats(): Stats {
	const counts = new Counts();
	const scores: number[] = [];
	const variances: number[] = [];
	return {
		add(line, number) {
			counts.add(line, number);
			scores.push(...line.scores);
			const mean = line.scores.reduce((sum, score) => sum + score, 0) / line.scores.length;
			variances.push(line.scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / line.scores.length);
		},
		render: () => ({
			preferenceOptimizationDataStats: present({
				tuningDatasetExampleCount: String(counts.input.length),
				// Each completion is billed with its own prompt.
				totalBillableTokenCount: counts.billableTokens(2),
				userInputTokenDistribution: renderDistribution(counts.input, 'preference'),
				userOutputTokenDistribution: renderDistribution(counts.output, 'preference'),
				scoresDistribution: renderDistribution(scores, 'preference'),
				scoreVariancePerExampleDistribution: renderDistribution(variances, 'preference'),
				userDatasetExamples: counts.shown,
			}),
		}),
	};
}
