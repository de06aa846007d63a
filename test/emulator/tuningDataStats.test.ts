import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { LONG } from './support.ts';
import { getJob, jsonl, line, makeBucket, start, supervised, upload } from './vertexSupport.ts';

interface Distribution {
	sum: string;
	min: number;
	max: number;
	mean: number;
	median: number;
	p5: number;
	p95: number;
	buckets: Array<{ count: number; left: number; right: number }>;
}

let emulator: Emulator;
beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held' });
	await makeBucket(emulator);
});
afterEach(async () => await emulator.close());

async function statsOf(lines: readonly object[], method = 'supervised'): Promise<Record<string, unknown>> {
	await upload(emulator, jsonl(lines));
	const trainingDatasetUri = 'gs://tuning-data/train.jsonl';
	const job = await start(
		emulator,
		method === 'supervised'
			? supervised()
			: { baseModel: 'gemini-2.5-flash', preferenceOptimizationSpec: { trainingDatasetUri } },
	);
	emulator.clock.advance(LONG);
	const { tuningDataStats, error } = await getJob(emulator, job);
	if (!tuningDataStats) throw new Error(JSON.stringify(error));
	return Object.values(tuningDataStats)[0] ?? {};
}

function isDistribution(value: unknown): value is Distribution {
	return typeof value === 'object' && value !== null && 'buckets' in value;
}

function distribution(stats: Record<string, unknown>, name: string): Distribution {
	const found = stats[name];
	if (!isDistribution(found)) throw new Error(`There is no ${name}`);
	return found;
}

/** A text with this many tokens of the emulator's, which are four characters each. */
const tokens = (count: number) => 'abcd'.repeat(count);

/** The histograms of a job of 500 examples, recorded in October 2024: count, left, right. */
const recorded = {
	userInputTokenDistribution: [
		[126, 54, 145],
		[273, 146, 236],
		[77, 237, 328],
		[21, 329, 419],
		[2, 420, 511],
		[1, 512, 602],
	],
	userOutputTokenDistribution: [
		[440, 1, 8],
		[38, 9, 15],
		[16, 16, 22],
		[4, 23, 29],
		[1, 30, 36],
		[1, 37, 43],
	],
} as const;

/** Numbers of tokens that match the recorded bins: each bin's borders, as often as its count. */
function spread(bins: ReadonlyArray<readonly [number, number, number]>): number[] {
	return bins.flatMap(([count, left, right], bin) =>
		Array.from({ length: count }, (_, i) => (i === 0 && bin > 0 ? right : left)),
	);
}

test('have the recorded layout and values', async () => {
	const inputs = spread(recorded.userInputTokenDistribution);
	const outputs = spread(recorded.userOutputTokenDistribution);
	const stats = await statsOf(inputs.map((count, i) => line(tokens(count), tokens(outputs[i] ?? 1))));
	expect(Object.keys(stats)).toEqual([
		...['tuningDatasetExampleCount', 'userInputTokenDistribution', 'userOutputTokenDistribution'],
		...['userMessagePerExampleDistribution', 'userDatasetExamples', 'totalBillableTokenCount'],
	]);
	for (const [name, bins] of Object.entries(recorded)) {
		const { buckets, min, max } = distribution(stats, name);
		expect(buckets.map(({ count, left, right }) => [count, left, right])).toEqual(bins);
		expect([min, max]).toEqual([bins[0]?.[1], bins.at(-1)?.[2]]);
	}
	const sums = [inputs, outputs].map((counts) => counts.reduce((sum, count) => sum + count, 0));
	expect(distribution(stats, 'userInputTokenDistribution').sum).toBe(String(sums[0]));
	// One pass over the data, for any number of epochs.
	expect(stats.totalBillableTokenCount).toBe(String((sums[0] ?? 0) + (sums[1] ?? 0)));
	expect(stats.tuningDatasetExampleCount).toBe('500');
	expect(distribution(stats, 'userMessagePerExampleDistribution')).toEqual({
		...{ sum: '1000', min: 2, max: 2, mean: 2, median: 2, p5: 2, p95: 2 },
		buckets: [{ count: 500, left: 2, right: 2 }],
	});
});

test('omit empty bins', async () => {
	const stats = await statsOf([1, 1, 1, 100].map((count) => line(tokens(count), 'x')));
	const { buckets, median, mean, p95 } = distribution(stats, 'userInputTokenDistribution');
	expect(buckets).toEqual([
		{ count: 3, left: 1, right: 17 },
		{ count: 1, left: 85, right: 100 },
	]);
	expect({ median, mean, p95 }).toEqual({ median: 1, mean: 25.75, p95: 100 });
});

test('show three examples, their texts cut to 400 characters', async () => {
	const long = 'x'.repeat(401);
	const stats = await statsOf([line(long, 'y'), line('y'.repeat(400), 'z'), line('b', 'c'), line('d', 'e')]);
	expect(stats.userDatasetExamples).toEqual([
		{ role: 'user', parts: [{ text: `${'x'.repeat(397)}...` }] },
		{ role: 'model', parts: [{ text: 'y' }] },
		{ role: 'user', parts: [{ text: 'y'.repeat(400) }] },
		{ role: 'model', parts: [{ text: 'z' }] },
		{ role: 'user', parts: [{ text: 'b' }] },
		{ role: 'model', parts: [{ text: 'c' }] },
	]);
});

test('count system instructions as input, and number overlong examples from one', async () => {
	const long = line(tokens(131_072), 'x');
	const instructed = {
		...line('b', 'c'),
		systemInstruction: { role: 'system', parts: [{ text: tokens(9) }] },
	};
	const stats = await statsOf([line('a', 'b'), long, instructed]);
	expect(stats).toMatchObject({ totalTruncatedExampleCount: '1', truncatedExampleIndices: ['2'] });
	expect(distribution(stats, 'userInputTokenDistribution').median).toBe(10);
});

test('of preferences show scores, with counts as texts, sums as numbers and without zeros', async () => {
	const pair = (i: number) => ({
		contents: [{ role: 'user', parts: [{ text: `question ${i}` }] }],
		completions: [
			{ score: 1, completion: { role: 'model', parts: [{ text: 'good' }] } },
			{ score: 0, completion: { role: 'model', parts: [{ text: 'poor' }] } },
		],
	});
	const stats = await statsOf([pair(1), pair(2), pair(3), pair(4)], 'preference');
	expect(stats).toMatchObject({
		tuningDatasetExampleCount: '4',
		totalBillableTokenCount: String(2 * 4 * 3 + 4 * 2),
		userDatasetExamples: [pair(1), pair(2), pair(3)],
	});
	expect(stats.scoresDistribution).toEqual({
		...{ sum: 4, max: 1, mean: 0.5, p95: 1 },
		buckets: [{ count: '4' }, { count: '4', left: 1, right: 1 }],
	});
	expect(stats.scoreVariancePerExampleDistribution).toEqual({
		...{ sum: 1, min: 0.25, max: 0.25, mean: 0.25, median: 0.25, p5: 0.25, p95: 0.25 },
		buckets: [{ count: '4', left: 0.25, right: 0.25 }],
	});
});

test('of rows without text omit zeros, and sums of zero', async () => {
	const picture = { fileData: { mimeType: 'image/png', fileUri: 'gs://tuning-data/a.png' } };
	const stats = await statsOf([
		{
			contents: [
				{ role: 'user', parts: [picture] },
				{ role: 'model', parts: [{ text: 'x' }] },
			],
		},
	]);
	expect(stats.userInputTokenDistribution).toEqual({ buckets: [{ count: 1 }] });
	expect(stats.userOutputTokenDistribution).toEqual({
		...{ sum: '1', min: 1, max: 1, mean: 1, median: 1, p5: 1, p95: 1 },
		buckets: [{ count: 1, left: 1, right: 1 }],
	});
});

test('determine the default epochs, as recorded with 500 examples', async () => {
	await upload(emulator, jsonl(Array.from({ length: 500 }, (_, i) => line(`row ${i}`, 'x'))));
	const job = await start(emulator);
	expect(job.supervisedTuningSpec?.hyperParameters).not.toHaveProperty('epochCount');
	emulator.clock.advance(61_000);
	expect((await getJob(emulator, job)).supervisedTuningSpec?.hyperParameters).toEqual({
		epochCount: '10',
		learningRateMultiplier: 1,
		adapterSize: 'ADAPTER_SIZE_EIGHT',
	});
});

test('of a hundred thousand rows exist once the data has been read', async () => {
	const rows = Array.from({ length: 100_000 }, (_, i) =>
		line(`${'x'.repeat(280)} ${i}`, i % 2 ? 'odd' : 'even'),
	);
	const stats = await statsOf(rows);
	expect(stats.tuningDatasetExampleCount).toBe('100000');
});
