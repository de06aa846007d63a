import type { TuningJob } from '../../../../nodes/shared/domain/job.ts';
import type { EventKind } from '../../../../nodes/shared/domain/eventKinds.ts';
import type { Selection } from '../../../../nodes/shared/domain/selection.ts';
import { awaits, isNamed, selects, watches } from '../../../../nodes/shared/domain/selection.ts';
import { jobOf } from './jobOf.ts';

const all = (...events: EventKind[]): Selection => ({ events, tunedModels: null, displayName: null });

describe('possible events of a job', () => {
	const cases: Array<[Partial<TuningJob>, EventKind[]]> = [
		[{ state: 'running' }, ['progress']],
		[{ state: 'unknown' }, ['progress']],
		[{ state: 'succeeded' }, ['succeeded']],
		[{ state: 'succeeded', outcomeKnown: false }, ['cancelled', 'succeeded']],
		[{ state: 'failed' }, ['failed']],
		[{ state: 'failed', outcomeKnown: false }, ['failed']],
		[{ state: 'expired' }, ['failed']],
		[{ state: 'cancelled' }, ['cancelled']],
	];
	test.each(cases)('%j', (fields, expected) => {
		const events: EventKind[] = ['cancelled', 'failed', 'progress', 'succeeded'];
		expect(events.filter((event) => selects(all(event), jobOf('a', fields)))).toEqual(expected);
	});
});

describe('a tuned model is named by', () => {
	const job = jobOf('number-predictor');
	test.each([
		'number-predictor',
		'tunedModels/number-predictor',
		'tunedModels/number-predictor/operations/bvl8dymw0fhw',
		'https://generativelanguage.googleapis.com/v1beta/tunedModels/number-predictor',
		'https://generativelanguage.googleapis.com/v1beta/tunedModels/number-predictor:generateContent?alt=sse',
	])('%s', (text) => expect(isNamed(job, text)).toBe(true));

	test.each([
		'number',
		'predictor',
		'number-predictor-2',
		'tunedModels/number-predictor-2',
		'tunedModels',
		'',
	])('but not by "%s"', (text) => expect(isNamed(job, text)).toBe(false));

	test('nothing while it has no name', () =>
		expect(isNamed(jobOf('a', { tunedModel: null }), 'a')).toBe(false));
});

describe('a Vertex AI job is named by', () => {
	const place = 'projects/123/locations/us-central1';
	const job = jobOf('a', {
		name: `${place}/tuningJobs/4`,
		tunedModel: `${place}/models/5@2`,
		endpoint: 'projects/123/locations/us/endpoints/6',
	});
	test.each([
		'4',
		`${place}/tuningJobs/4`,
		'projects/my-project/locations/us-central1/tuningJobs/4',
		'models/5',
		'models/5@2',
		'https://aiplatform.us.rep.googleapis.com/v1/projects/123/locations/us/endpoints/6:generateContent',
	])('%s', (text) => expect(isNamed(job, text)).toBe(true));

	test.each(['models/5@1', 'models/4', 'tuningJobs/44', 'endpoints/5', '123', 'us-central1', ''])(
		'but not by "%s"',
		(text) => expect(isNamed(job, text)).toBe(false),
	);

	test('its name while it has no model', () => {
		const running = { ...job, tunedModel: null, endpoint: null };
		expect(isNamed(running, 'tuningJobs/4')).toBe(true);
		expect(isNamed(running, 'models/5')).toBe(false);
	});
});

test('jobs can be watched by their exact display name', () => {
	const selection: Selection = { ...all('succeeded'), displayName: 'Number Predictor' };
	expect(watches(selection, jobOf('a', { displayName: 'Number Predictor' }))).toBe(true);
	expect(watches(selection, jobOf('a', { displayName: 'number predictor' }))).toBe(false);
});

test('the end of a job is not awaited if only progress is selected', () => {
	expect(awaits(all('progress'), jobOf('a'))).toBe(false);
	expect(awaits(all('progress', 'failed'), jobOf('a'))).toBe(true);
});
