import {
	assertBucketName,
	bucketLocation,
	defaultBucketName,
	isNear,
} from '../../../../../nodes/shared/google/vertex/storage/buckets.ts';
import { parseUri } from '../../../../../nodes/shared/google/vertex/storage/storageCalls.ts';

it.each([
	['US-CENTRAL1', 'us-central1', true],
	['US', 'us-central1', true],
	['EU', 'europe-west4', true],
	['US-WEST1', 'us', true],
	['EUROPE-WEST1', 'eu', true],
	['ASIA-SOUTHEAST1', 'global', true],
	['EU', 'us-central1', false],
	['US-EAST1', 'us-central1', false],
	['US', 'europe-west4', false],
	['EUROPE-WEST1', 'us', false],
	['NAM4', 'europe-west4', false],
])('a bucket in %s for a job in %s: %j', (bucket, job, near) => {
	expect(isNear(bucket, job)).toBe(near);
});

it.each(['us-central1', 'us', 'eu', 'global', 'europe-west4'])(
	'a bucket made for %s is near it',
	(location) => {
		expect(isNear(bucketLocation(location), location)).toBe(true);
	},
);

it.each(['my-project', 'example.com:my-project', 'a-project-whose-id-is-really-quite-long-and-then-some'])(
	'the bucket of %s has a name that Google accepts',
	(project) => {
		const name = defaultBucketName({ project, location: 'northamerica-northeast1' });
		expect(() => assertBucketName(name)).not.toThrow();
		expect(name.length).toBeLessThanOrEqual(63);
	},
);

it.each([
	'gs://bucket',
	'bucket/folder',
	'Bucket',
	'a',
	'-bucket',
	'',
	'..',
	'a..b',
	'a%2fb',
	'a b',
	'abc\n',
])('%j is refused as a name', (name) => {
	expect(() => assertBucketName(name)).toThrow(/can't be a bucket's name/);
});

it('no object is named by dots', () => {
	expect(['gs://bucket/..', 'gs://bucket/.'].map(parseUri)).toEqual([undefined, undefined]);
	expect(parseUri('gs://bucket/..a')).toEqual({ bucket: 'bucket', name: '..a' });
});
