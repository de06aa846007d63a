import type { Emulator } from '../../../emulator/api.ts';
import { startEmulator } from '../../../emulator/api.ts';
import { look, lookUp } from '../../../nodes/GeminiWaitForTuning/look.ts';
import type { TuningBackend } from '../../../nodes/shared/google/backend.ts';
import { GoogleApiError } from '../../../nodes/shared/google/http/googleErrors.ts';
import { buildDataset } from '../../../nodes/shared/domain/dataset/buildDataset.ts';
import { isSettled } from '../../../nodes/shared/domain/job.ts';
import type { TuningJob } from '../../../nodes/shared/domain/job.ts';
import { geminiBackendAt } from '../../fetchClient.ts';

const data = buildDataset([{ item: 0, input: '1', output: '2' }]);
const anHour = 3_600_000;

let emulator: Emulator;
let backend: TuningBackend;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1 });
	backend = geminiBackendAt(emulator);
});

afterEach(async () => await emulator.close());

/** Starts jobs with the IDs `job-000`, `job-001` … */
async function start(count: number): Promise<void> {
	for (let index = 0; index < count; index++) {
		const modelId = `job-${String(index).padStart(3, '0')}`;
		const spec = { source: { baseModel: 'gemini-1.5-flash-001-tuning' }, modelId, epochCount: 1 };
		await backend.create(spec, data, { project: emulator.project });
		emulator.clock.advance(1);
	}
	emulator.requests.clear();
}

const isNews = ({ state }: TuningJob) => isSettled(state);
const hasTime = () => true;

/** Returns true this many times. */
function yes(times: number): () => boolean {
	return () => times-- > 0;
}

const ids = (jobs: TuningJob[]) => jobs.map(({ tunedModel }) => tunedModel?.replace('tunedModels/', ''));

function requests(): string[] {
	return emulator.requests
		.list()
		.map(({ method, path }) => `${method} ${path.replace(/^\/v1(beta)?\//, '')}`);
}

test('requests one list per page, and nothing for running jobs', async () => {
	await start(201);
	const { jobs, listed, errors, resumeAt } = await look(backend, { isNews, hasTime });
	expect(requests()).toEqual(['GET tunedModels', 'GET tunedModels', 'GET tunedModels']);
	expect(emulator.requests.list().map(({ query }) => query.pageSize)).toEqual(['100', '100', '100']);
	expect(jobs).toHaveLength(201);
	expect(listed?.size).toBe(201);
	expect(errors).toEqual([]);
	expect(resumeAt).toBeUndefined();
});

test('fetches the outcome of each new finished job', async () => {
	await start(3);
	emulator.jobs.change('job-001', 'fail', { message: 'The data is not usable.' });
	emulator.jobs.change('job-002', 'cancel');
	emulator.clock.advance(anHour);
	const { jobs } = await look(backend, { isNews, hasTime });
	expect(jobs.map(({ state }) => state)).toEqual(['succeeded', 'failed', 'cancelled']);
	expect(jobs[1]?.jobError).toEqual({ code: 13, message: 'The data is not usable.' });
	expect(requests()).toEqual([
		'GET tunedModels',
		'GET tunedModels/job-000/operations',
		'GET tunedModels/job-001/operations',
		'GET tunedModels/job-002/operations',
	]);
});

describe('without time', () => {
	test('stops after a page, continues there, and does not report a complete list', async () => {
		await start(201);
		const first = await look(backend, { isNews, hasTime: yes(1) });
		expect(ids(first.jobs).at(-1)).toBe('job-199');
		expect(first.listed).toBeUndefined();
		const second = await look(backend, { resumeAt: first.resumeAt, isNews, hasTime });
		expect(ids(second.jobs)).toEqual(['job-200']);
		expect(second.listed).toBeUndefined();
		expect(second.resumeAt).toBeUndefined();
	});

	test('stops before an outcome and continues at its page', async () => {
		await start(103);
		emulator.clock.advance(anHour);
		const first = await look(backend, { isNews, hasTime: yes(102) });
		expect(ids(first.jobs).at(-1)).toBe('job-100');
		const known = new Set(first.jobs.map(({ identity }) => identity));
		const isStillNews = (job: TuningJob) => isNews(job) && !known.has(job.identity);
		const second = await look(backend, { resumeAt: first.resumeAt, isNews: isStillNews, hasTime });
		expect(ids(second.jobs)).toEqual(['job-100', 'job-101', 'job-102']);
	});
});

describe('after an error', () => {
	test('a missing outcome does not hide the others', async () => {
		await start(3);
		emulator.clock.advance(anHour);
		emulator.faults.add({ kind: 'error', status: 'INTERNAL', match: { path: 'job-001/operations' } });
		const { jobs, errors, listed } = await look(backend, { isNews, hasTime });
		expect(ids(jobs)).toEqual(['job-000', 'job-002']);
		expect(errors).toEqual([expect.objectContaining({ httpStatus: 500 })]);
		expect(listed?.size).toBe(3);
	});

	test('a missing page ends the look, and the next look continues there', async () => {
		await start(201);
		const id = emulator.faults.add({
			kind: 'error',
			status: 'PERMISSION_DENIED',
			skip: 1,
			match: { path: 'tunedModels$' },
		});
		const first = await look(backend, { isNews, hasTime });
		expect(first.jobs).toHaveLength(100);
		expect(first.errors).toHaveLength(1);
		expect(first.listed).toBeUndefined();
		emulator.faults.remove(id);
		const second = await look(backend, { resumeAt: first.resumeAt, isNews, hasTime });
		expect(second.jobs).toHaveLength(101);
	});

	test('a rejected page token restarts at the beginning', async () => {
		await start(3);
		const { jobs, listed, errors } = await look(backend, { resumeAt: 'of-last-year', isNews, hasTime });
		expect(jobs).toHaveLength(3);
		expect(listed?.size).toBe(3);
		expect(errors).toEqual([]);
	});

	test('a rejected list without a token is an error', async () => {
		emulator.faults.add({ kind: 'error', status: 'INVALID_ARGUMENT' });
		const { errors } = await look(backend, { isNews, hasTime });
		expect(errors).toEqual([expect.any(GoogleApiError)]);
		expect(requests()).toHaveLength(1);
	});
});

describe('a model outside the list', () => {
	test('is found by name, with its outcome', async () => {
		await start(1);
		emulator.clock.advance(anHour);
		const { jobs, missing } = await lookUp(backend, ['job-000']);
		expect(jobs).toEqual([expect.objectContaining({ state: 'succeeded', outcomeKnown: true })]);
		expect(missing).toEqual([]);
	});

	test('is missing if it does not exist or has another owner', async () => {
		const stranger = { email: 'somebody@else.example', homeProject: 'elsewhere' };
		emulator.identities.addProject({ id: 'elsewhere' });
		const other = geminiBackendAt(emulator, {
			...emulator,
			accessToken: emulator.identities.issueToken(stranger),
			project: 'elsewhere',
		});
		await start(1);
		expect((await lookUp(other, ['job-000', 'never-was'])).missing).toEqual(['job-000', 'never-was']);
	});

	test('is not missing if Google does not respond', async () => {
		emulator.faults.add({ kind: 'error', status: 'UNAVAILABLE' });
		const { missing, errors } = await lookUp(backend, ['job-000']);
		expect(missing).toEqual([]);
		expect(errors).toEqual([expect.objectContaining({ httpStatus: 503 })]);
	});
});

test('stops at an endless list, keeps the jobs so far, and restarts at the next look', async () => {
	await start(1);
	const list = async () => ({ ...(await backend.list()), nextPageToken: 'again' });
	const seen = await look({ ...backend, list }, { isNews, hasTime });
	expect(seen).toMatchObject({ jobs: [{}, {}], errors: [{ name: 'EndlessListError' }] });
	expect(seen.listed).toBeUndefined();
	expect(seen.resumeAt).toBeUndefined();
});
