/** Any JSON from Google or a gateway is read, or rejected with its path. test/fuzz/readers.test.ts changes the value of each reader. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { GoogleApiError } from '../../../../nodes/shared/google/http/googleErrors';
import { UnreadableError } from '../../../../nodes/shared/google/http/shape';
import type { JsonChange } from '../../../fuzz/jsonChanges.ts';
import { changed, jsonChanges } from '../../../fuzz/jsonChanges.ts';
import {
	asStream,
	errorSample as sample,
	httpStatuses,
	readerCases,
	registryCases,
	useError,
} from './readers.ts';

/** Changes of one value, the same in each run. */
const changesOf = (seed: number): JsonChange[][] => fc.sample(jsonChanges, { seed, numRuns: 300 });

const streamed = readerCases.filter(({ name }) => name.startsWith('response') || name === 'error');

describe.each(readerCases)('$name', ({ name, sample, use }) => {
	it('is read', () => {
		expect(() => use(sample)).not.toThrow();
	});

	it.each([5, 'x', true, [], [{}], null])('is not %j', (value) => {
		if (name === 'error') return;
		expect(() => use(value)).toThrow(UnreadableError);
	});
});

it.each(streamed)('a stream of a $name is read or rejected, with any fault', async ({ sample }) => {
	for (const changes of changesOf(3)) {
		const error: unknown = await asStream(changed(sample, changes)).then(
			() => undefined,
			(thrown: unknown) => thrown,
		);
		if (error instanceof GoogleApiError) expect(error.httpStatus).toBeGreaterThanOrEqual(400);
		else if (error !== undefined) expect(error).toMatchObject({ name: 'ConnectionError' });
	}
});

it.each(registryCases)('the registry lists $name or rejects them', async ({ sample, list }) => {
	for (const changes of changesOf(4)) {
		const outcome = await list(changed(sample, changes)).catch((error: unknown) => error);
		if (outcome instanceof Error) expect(outcome).toBeInstanceOf(UnreadableError);
	}
});

it('an error is retried by its HTTP status alone', () => {
	const isRetried = httpStatuses.map((httpStatus) => httpStatus === 429 || httpStatus >= 500);
	const others = changesOf(5).filter((changes) => {
		const errors = useError(changed(sample, changes));
		return !isDeepStrictEqual(
			errors.map(({ isRetried }) => isRetried),
			isRetried,
		);
	});
	expect(others).toEqual([]);
});
