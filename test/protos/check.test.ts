import { problemsOf } from './check.ts';
import { routesOf } from './routes.ts';
import { problemsOfClaims } from './typings.ts';

const routes = routesOf(['google/cloud/aiplatform/v1/genai_tuning_service.proto']);
const find = (verb: string, path: string) =>
	routes.find((route) => route.verb === verb && route.path.test(path));
const place = '/v1/projects/p/locations/l';

test('a path leads to its method, request and body', () => {
	expect(find('POST', `${place}/tuningJobs`)).toMatchObject({
		rpc: 'google.cloud.aiplatform.v1.GenAiTuningService.CreateTuningJob',
		body: 'tuningJob',
		bound: ['parent'],
	});
	expect(find('POST', `${place}/tuningJobs/1:cancel`)).toMatchObject({ body: '*', bound: ['name'] });
	expect(find('GET', `${place}/tuningJobs/1`)?.body).toBeUndefined();
	expect(find('POST', `${place}/tuningJobs/1:promote`)).toBeUndefined();
	expect(find('DELETE', `${place}/tuningJobs/1`)).toBeUndefined();
});

const problems = (job: unknown) => {
	const type = find('POST', `${place}/tuningJobs`)?.request.lookupType('TuningJob');
	return type ? problemsOf(job, type) : ['There is no such type'];
};

test('accepts values that Google accepts', () => {
	const hyperParameters = { epochCount: '3', learningRateMultiplier: 0.5, adapterSize: 'ADAPTER_SIZE_FOUR' };
	expect(
		problems({
			baseModel: 'gemini-3.5-flash',
			supervisedTuningSpec: {
				trainingDatasetUri: 'gs://b/o',
				hyperParameters,
				exportLastCheckpointOnly: true,
			},
			labels: { a: 'b' },
			encryptionSpec: { kmsKeyName: '' },
		}),
	).toEqual([]);
});

test.each([
	[{ base_model: 'm' }, "TuningJob.base_model isn't a field"],
	[{ supervisedTuningSpec: { epochs: 3 } }, "TuningJob.supervisedTuningSpec.epochs isn't a field"],
	[{ baseModel: 3 }, "TuningJob.baseModel isn't of type string: 3"],
	[{ labels: { a: 1 } }, "TuningJob.labels.a isn't of type string: 1"],
	[{ labels: ['a'] }, "TuningJob.labels isn't a map"],
	[{ evaluateDatasetRuns: {} }, "TuningJob.evaluateDatasetRuns isn't a list"],
	[{ state: 'DONE' }, "TuningJob.state isn't of type JobState: DONE"],
	[
		{ supervisedTuningSpec: { hyperParameters: { epochCount: 1.5 } } },
		"TuningJob.supervisedTuningSpec.hyperParameters.epochCount isn't of type int64: 1.5",
	],
	[{ baseModel: 'm', preTunedModel: {} }, 'TuningJob has more than one of baseModel, preTunedModel'],
	['a text', "TuningJob isn't an object"],
])('%j is refused', (job, problem) => {
	expect(problems(job)).toEqual([problem]);
});

test('compares values with the types of the googleapis package at any depth', () => {
	const bucket = (value: object) => ({ api: 'storage/v1', type: 'storage_v1.Schema$Bucket', value });
	const access = (uniformBucketLevelAccess: object) => ({ iamConfiguration: { uniformBucketLevelAccess } });
	expect(problemsOfClaims([bucket({ name: 'b', ...access({ enabled: true }) })])).toEqual([]);
	const found = problemsOfClaims([
		bucket(access({ on: true })),
		bucket({ name: 3 }),
		bucket({ region: 'us' }),
	]);
	expect(found).toHaveLength(3);
	expect(found.join('\n')).toContain('\'"on"\' does not exist');
});
