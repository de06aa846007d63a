/** Any JSON from Google or a gateway is read, or rejected with its path. */
import { isDeepStrictEqual } from 'node:util';
import { GoogleApiError } from '../../../../nodes/shared/google/http/googleErrors';
import { attempt, demand, UnreadableError } from '../../../../nodes/shared/google/http/shape';
import { UnusableResponseError } from '../../../../nodes/GeminiTunedChatModel/chatResult';
import { mutated } from './mutated.ts';
import {
	asStream,
	errorSample as sample,
	httpStatuses,
	readerCases,
	registryCases,
	useError,
} from './readers.ts';

/** For each reader. */
const runs = 300;

const seeds = (salt: number) => Array.from({ length: runs }, (_, index) => salt * 1_000_000 + index);

function isMeant(error: unknown): boolean {
	return error instanceof UnreadableError || error instanceof UnusableResponseError;
}

const streamed = readerCases.filter(({ name }) => name.startsWith('response') || name === 'error');

describe.each(readerCases)('$name', ({ name, sample, read, use }) => {
	it('is read', () => {
		expect(() => use(sample)).not.toThrow();
	});

	it.each([5, 'x', true, [], [{}], null])('is not %j', (value) => {
		if (name === 'error') return;
		expect(() => use(value)).toThrow(UnreadableError);
	});

	it('is read or rejected, with any fault', () => {
		const unmeant = seeds(1).flatMap((seed) => {
			const value = mutated(sample, seed);
			const error = thrownBy(() => use(value));
			return error === undefined ? [] : [{ value, error }];
		});
		expect(unmeant).toEqual([]);
	});

	it('has the right types: reading it again changes nothing', () => {
		const changed = seeds(2).flatMap((seed) => {
			const once = attempt(read, mutated(sample, seed));
			// A page has other fields than its JSON.
			if ('problem' in once || isPage(once.read)) return [];
			return isDeepStrictEqual(demand(read, once.read), once.read) ? [] : [once.read];
		});
		expect(changed).toEqual([]);
	});
});

/** Undefined for an intended error. */
function thrownBy(run: () => unknown): unknown {
	try {
		run();
		return undefined;
	} catch (error) {
		return isMeant(error) ? undefined : error;
	}
}

function isPage(value: unknown): boolean {
	return typeof value === 'object' && value !== null && 'items' in value;
}

it.each(streamed)('a stream of a $name is read or rejected, with any fault', async ({ sample }) => {
	for (const seed of seeds(3)) {
		const error: unknown = await asStream(mutated(sample, seed)).then(
			() => undefined,
			(thrown: unknown) => thrown,
		);
		if (error instanceof GoogleApiError) expect(error.httpStatus).toBeGreaterThanOrEqual(400);
		else if (error !== undefined) expect(error).toMatchObject({ name: 'ConnectionError' });
	}
});

it.each(registryCases)('the registry lists $name or refuses', async ({ sample, list }) => {
	for (const seed of seeds(4)) {
		const outcome = await list(mutated(sample, seed)).catch((error: unknown) => error);
		if (outcome instanceof Error) expect(outcome).toBeInstanceOf(UnreadableError);
	}
});

it('an error is retried by its HTTP status alone', () => {
	const isRetried = httpStatuses.map((httpStatus) => httpStatus === 429 || httpStatus >= 500);
	const others = seeds(5).filter((seed) => {
		const told = useError(mutated(sample, seed));
		return !isDeepStrictEqual(
			told.map(({ isRetried }) => isRetried),
			isRetried,
		);
	});
	expect(others).toEqual([]);
});
