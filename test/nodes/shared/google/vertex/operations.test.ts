import { ConnectionError, GoogleApiError } from '../../../../../nodes/shared/google/http/googleErrors';
import type { HttpClient } from '../../../../../nodes/shared/google/http/httpClient.ts';
import type { Calls } from '../../../../../nodes/shared/google/vertex/calls.ts';
import { settle, waitFor } from '../../../../../nodes/shared/google/vertex/waitForOperation.ts';
import type { Reader } from '../../../../../nodes/shared/google/http/shape.ts';
import { operation, rebaseOperation } from '../../../../../nodes/shared/google/vertex/vertexWire.ts';
import { readAnswer } from '../../../../../nodes/shared/google/http/readResponse.ts';

const name = 'projects/1/locations/europe-west4/models/2/operations/3';

function asRead<T>(answer: unknown, reader: Reader<T>): T {
	return readAnswer('google', { httpStatus: 200, body: JSON.stringify(answer) }, reader);
}

/** Returns one operation after the other, then the last one forever. */
function answering(...operations: unknown[]) {
	const asked: string[] = [];
	const pauses: number[] = [];
	const answers = [...operations];
	const http: HttpClient = async ({ url }, reader) => {
		asked.push(url);
		const next = answers.length > 1 ? answers.shift() : answers[0];
		if (next instanceof Error) throw next;
		return asRead(next, reader);
	};
	const calls: Calls = {
		http,
		place: { project: 'p', location: 'us-central1' },
		endpoint: '',
		sleep: async (ms) => void pauses.push(ms),
		random: () => 0.5,
	};
	return { calls, asked, pauses };
}

test('an operation that is done at once is not requested', async () => {
	const { calls, asked } = answering({ name });
	await settle(calls, { name, done: true });
	expect(asked).toEqual([]);
});

test('it is requested at its own location until it is done, at growing intervals', async () => {
	const { calls, asked, pauses } = answering(
		{ name },
		{ name },
		{ name },
		{ name, done: true, response: { name: 'job' } },
	);
	expect(await waitFor(calls, { name }, rebaseOperation)).toMatchObject({ response: { name: 'job' } });
	expect(new Set(asked)).toEqual(new Set([`https://europe-west4-aiplatform.googleapis.com/v1/${name}`]));
	expect(asked).toHaveLength(4);
	expect(pauses).toEqual([1_000, 1_500, 2_250, 3_375]);
});

test.each([
	[9, 400],
	[7, 403],
	[13, 500],
])('when it fails with code %i that is an error like HTTP %i', async (code, httpStatus) => {
	const { calls } = answering({ name, done: true, error: { code, message: 'The model is deployed.' } });
	await expect(settle(calls, { name })).rejects.toMatchObject({
		httpStatus,
		message: 'The model is deployed.',
	});
});

test('an error of the request is passed on at once', async () => {
	const { calls, asked } = answering(new GoogleApiError(403, { message: 'no' }));
	await expect(settle(calls, { name })).rejects.toMatchObject({ httpStatus: 403 });
	expect(asked).toHaveLength(1);
});

test('waiting stops after about ten minutes', async () => {
	const { calls, pauses } = answering({ name });
	await expect(settle(calls, { name })).rejects.toBeInstanceOf(ConnectionError);
	const minutes = pauses.reduce((sum, ms) => sum + ms, 0) / 60_000;
	expect(minutes).toBeGreaterThan(9);
	expect(minutes).toBeLessThan(12);
});

const foreign: unknown[] = [
	null,
	5,
	[],
	{},
	{ name: '' },
	{ name: 5 },
	{ name: 'undefined' },
	{ name: 'projects/1/locations/europe-west4/models/2' },
	{ name: '../operations/3' },
];

test.each(foreign.map((answer) => [JSON.stringify(answer), answer]))(
	'%s in place of an operation is an error at once',
	async (_text, answer) => {
		const { calls, asked, pauses } = answering({ name });
		const given = async () => await settle(calls, asRead(answer, operation));
		await expect(given()).rejects.toBeInstanceOf(ConnectionError);
		expect([asked, pauses]).toEqual([[], []]);
	},
);

test.each(
	[...foreign, { name: 'projects/1/locations/europe-west4/models/2/operations/4', done: true }].map(
		(answer) => [JSON.stringify(answer), answer],
	),
)('%s while waiting for an operation is an error at once', async (_text, answer) => {
	const { calls, asked } = answering(answer);
	await expect(settle(calls, { name })).rejects.toBeInstanceOf(ConnectionError);
	expect(asked).toHaveLength(1);
});

test('an operation is the same by the project’s ID and number', async () => {
	const { calls } = answering({ name: name.replace('projects/1', 'projects/my-project'), done: true });
	expect(await waitFor(calls, { name }, operation)).toMatchObject({ done: true });
});
