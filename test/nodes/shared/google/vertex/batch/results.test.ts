import type { Emulator } from '../../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../../emulator/api.ts';
import { toAnswer } from '../../../../../../nodes/shared/google/generation/toAnswer';
import {
	fileAt,
	listFiles,
	partBytes,
	readLines,
} from '../../../../../../nodes/shared/google/vertex/storage/readLines.ts';
import { uriOf } from '../../../../../../nodes/shared/google/vertex/storage/storageCalls.ts';
import { findPlaces } from '../../../../../../nodes/shared/google/vertex/batch/promptIndex.ts';
import { createReader } from '../../../../../../nodes/shared/google/vertex/batch/resultReader.ts';
import { storageAt, vertexBackendAt } from '../../../../../vertexClient.ts';
import {
	aDay,
	ask,
	batchesOf,
	deleteFile,
	finishedBatch,
	key,
	pathOf,
	promptOf,
	putFile,
	questions,
	readFile,
	resultsOf,
	spec,
} from './scene.ts';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1 });
});

beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

const batches = () => batchesOf(vertexBackendAt(emulator));
const answersIn = async (directory: string | null) =>
	(await listFiles(storageAt(emulator), pathOf(directory))).map(uriOf);

test('have the order of the prompts, in any order of the responses', async () => {
	const job = await finishedBatch(emulator, batches(), questions(500));
	const [file = ''] = await answersIn(job.outputDirectory);
	const written = (await readFile(emulator, file)).trimEnd().split('\n');
	expect(written.map((line) => JSON.parse(line).n8n_row)).not.toEqual(written.map((_, row) => `row-${row}`));
	const answers = await resultsOf(batches(), job.name);
	expect(answers.map(({ index }) => index)).toEqual([...answers.keys()]);
	expect(answers.map(promptOf)).toEqual(questions(500).map(promptOf));
	expect(
		answers.every(({ status, response }) => status === 'succeeded' && toAnswer(response ?? {}).text !== ''),
	).toBe(true);
});

test('contain the IDs of the prompts, including those that look like numbers', async () => {
	const job = await finishedBatch(emulator, batches(), [
		ask('one', '007'),
		ask('one', '2026-01-01'),
		ask('two'),
	]);
	const answers = await resultsOf(batches(), job.name);
	expect(answers.map(({ customId }) => customId)).toEqual(['007', '2026-01-01', null]);
});

test('contain failed prompts with the reason', async () => {
	emulator.faults.add({ kind: 'failLine', match: { text: 'question 2' }, message: 'Too rude.' });
	emulator.faults.add({ kind: 'failLine', match: { text: 'question 4' }, status: 'UNAVAILABLE' });
	const job = await finishedBatch(emulator, batches(), questions(6));
	const answers = await resultsOf(batches(), job.name);
	expect(job).toMatchObject({ state: 'succeeded', counts: { succeeded: 4, failed: 2, incomplete: 0 } });
	expect(answers.filter(({ status }) => status !== 'succeeded')).toEqual([
		expect.objectContaining({ index: 2, status: 'failed', reason: 'Too rude. (INVALID_ARGUMENT)' }),
		expect.objectContaining({ index: 4, status: 'failed', reason: expect.stringContaining('(UNAVAILABLE)') }),
	]);
});

test('of a canceled job contain its responses and the missing prompts', async () => {
	emulator.vertex.durations.batchLineMs = 1000;
	const { job } = await batches().create(spec, questions(10), key);
	const { batchPendingMs, batchImportMs } = emulator.vertex.durations;
	emulator.clock.advance(batchPendingMs + batchImportMs + 4500);
	await batches().get(job.name);
	await batches().cancel(job.name);
	emulator.clock.advance(aDay);
	const answers = await resultsOf(batches(), job.name);
	expect(answers.map(promptOf)).toEqual(questions(10).map(promptOf));
	expect(answers.filter(({ response }) => response)).toHaveLength(4);
	expect(answers.filter(({ status }) => status === 'missing')).toHaveLength(6);
	expect(answers.find(({ status }) => status === 'missing')?.reason).toBe(
		'The job was canceled before this prompt was processed',
	);
});

test('are read from several files, without repeats from partial ones', async () => {
	emulator.vertex.batches.linesPerFile = 7;
	const job = await finishedBatch(emulator, batches(), questions(20));
	const files = await answersIn(job.outputDirectory);
	expect(files).toHaveLength(3);
	const provisional = `${job.outputDirectory}/incremental_predictions/x.jsonl`;
	await putFile(emulator, provisional, await readFile(emulator, files[0] ?? ''));
	expect((await resultsOf(batches(), job.name)).map(promptOf)).toEqual(questions(20).map(promptOf));
});

test('count once in several files, and a response takes precedence over a failure', async () => {
	emulator.faults.add({ kind: 'failLine', match: { text: 'question 1' } });
	const job = await finishedBatch(emulator, batches(), questions(3));
	const [file = ''] = await answersIn(job.outputDirectory);
	const lines = (await readFile(emulator, file))
		.trimEnd()
		.split('\n')
		.map((text) => JSON.parse(text));
	const { response } = lines.find(({ status }) => status === '');
	const reversed = lines.map((line) =>
		line.status === '' ? { ...line, status: 'Internal', response: {} } : { ...line, status: '', response },
	);
	const again = reversed.map((line) => `${JSON.stringify(line)}\n`).join('');
	await putFile(emulator, `${job.outputDirectory}/again.jsonl`, again);
	const answers = await resultsOf(batches(), job.name);
	expect(answers.map(({ index, status }) => [index, status])).toEqual([
		[0, 'succeeded'],
		[1, 'succeeded'],
		[2, 'succeeded'],
	]);
});

describe('without an echoed row', () => {
	/** Removes the fields whose echo is not documented. */
	async function forget(directory: string | null): Promise<void> {
		for (const file of await answersIn(directory)) {
			const lines = (await readFile(emulator, file)).trimEnd().split('\n');
			const bare = lines.map((line) => {
				const { status, request, response } = JSON.parse(line);
				return `${JSON.stringify({ status, request, response })}\n`;
			});
			await putFile(emulator, file, bare.join(''));
		}
	}

	test('are matched by the request, also for equal requests', async () => {
		const prompts = [ask('one', 'a'), ask('two', 'b'), ask('one', 'c'), withSystem('one'), ask('three', 'd')];
		const job = await finishedBatch(emulator, batches(), prompts);
		await forget(job.outputDirectory);
		const answers = await resultsOf(batches(), job.name);
		expect(answers.map(({ status }) => status)).toEqual(new Array(5).fill('succeeded'));
		expect(answers.map(promptOf)).toEqual(['one', 'two', 'one', 'one', 'three']);
		expect(answers.map(({ customId }) => customId)).toEqual(['a', 'b', 'c', null, 'd']);
		expect(answers[3]?.request).toHaveProperty('systemInstruction.parts');
	});

	test('are rejected, not lost, when prompts are no longer in the file', async () => {
		const job = await finishedBatch(emulator, batches(), [...questions(3), ask('question 2')]);
		await forget(job.outputDirectory);
		const uri = job.inputUri ?? '';
		const lines = (await readFile(emulator, uri)).trimEnd().split('\n');
		await putFile(emulator, uri, `${lines.slice(0, 3).join('\n')}\n`);
		expect(await resultsOf(batches(), job.name)).toHaveLength(3);
		await putFile(emulator, uri, `${lines.slice(0, 2).join('\n')}\n`);
		await expect(resultsOf(batches(), job.name)).rejects.toThrow(/2 responses match none of the prompts/);
	});

	test('are rejected when the file of prompts is also missing', async () => {
		const job = await finishedBatch(emulator, batches(), questions(3));
		await forget(job.outputDirectory);
		await deleteFile(emulator, job.inputUri ?? '');
		await expect(resultsOf(batches(), job.name)).rejects.toThrow(
			/3 responses don't contain the index of their prompt/,
		);
	});
});

test('stay in order after the file of prompts was deleted', async () => {
	const job = await finishedBatch(emulator, batches(), questions(30).map(named));
	await deleteFile(emulator, job.inputUri ?? '');
	const answers = await resultsOf(batches(), job.name);
	expect(answers.map(promptOf)).toEqual(questions(30).map(promptOf));
	expect(answers[7]?.customId).toBe('q7');
});

test('are rejected for a running job and one without responses, with the fix', async () => {
	const { job } = await batches().create(spec, questions(1), key);
	await expect(resultsOf(batches(), job.name)).rejects.toThrow(/hasn't finished: it is pending/);
	emulator.vertex.force(job.name, 'JOB_STATE_FAILED', { code: 3, message: 'Failed to import data.' });
	await expect(resultsOf(batches(), job.name)).rejects.toMatchObject({
		message: expect.stringContaining('has no responses'),
		description: expect.stringMatching(
			/^The job failed: Failed to import data\..*fix the problem in the message/,
		),
	});
});

describe('a large file', () => {
	const wide = 'ü€😀'.repeat(700);
	const prompts = Array.from({ length: 2000 }, (_, index) => ask(`${index} ${wide}`));

	test('is read in parts, each from the beginning of a line to the end of one', async () => {
		const job = await finishedBatch(emulator, batches(), prompts);
		const [uri = ''] = await answersIn(job.outputDirectory);
		const file = await fileAt(storageAt(emulator), pathOf(uri));
		expect(file.bytes).toBeGreaterThan(3 * partBytes);
		const whole = Buffer.from(await readFile(emulator, uri));
		emulator.requests.clear();
		let lines = 0;
		for await (const { text, offset, bytes } of readLines(storageAt(emulator), file)) {
			expect(whole.toString('utf8', offset, offset + bytes - 1)).toBe(text);
			lines += 1;
		}
		expect(lines).toBe(2000);
		expect(emulator.requests.list().length).toBeLessThan(file.bytes / partBytes + 2);
	});

	test('is sorted window by window', async () => {
		const job = await finishedBatch(emulator, batches(), prompts);
		const options = storageAt(emulator);
		const files = await listFiles(options, pathOf(job.outputDirectory));
		const places = await findPlaces(options, files, undefined);
		const read = createReader(options, places, partBytes);
		for (let row = 0; row < 2000; row++) {
			expect(JSON.parse((await read(row)) ?? '{}').n8n_row).toBe(`row-${row}`);
		}
		expect(await read(2000)).toBeUndefined();
	});
});

test('continue after errors of Cloud Storage', async () => {
	const job = await finishedBatch(emulator, batches(), questions(50));
	emulator.faults.add({ kind: 'error', times: 2, match: { method: 'GET', path: 'predictions' } });
	emulator.faults.add({ kind: 'cut', times: 1, match: { method: 'GET', path: 'predictions' } });
	expect((await resultsOf(batches(), job.name)).map(promptOf)).toEqual(questions(50).map(promptOf));
});

function withSystem(text: string) {
	const { request } = ask(text);
	return { request: { ...request, systemInstruction: { parts: [{ text: 'Count.' }] } } };
}

function named(prompt: ReturnType<typeof ask>, index: number) {
	return { ...prompt, customId: `q${index}` };
}
