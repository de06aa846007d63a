/** Every permit is released once, whatever a server returns. */
import fc from 'fast-check';
import { readAnswer } from '../../../../nodes/shared/google/http/readResponse';
import { collect } from '../../../../nodes/shared/google/generation/collectStream';
import { generateContentResponse } from '../../../../nodes/shared/google/generation/content';
import { GoogleApiError } from '../../../../nodes/shared/google/http/googleErrors';
import type { Permit } from '../../../../nodes/shared/google/throttling/limiter';
import { createLimiter } from '../../../../nodes/shared/google/throttling/limiter';
import { readStream } from '../../../../nodes/shared/google/generation/readStream';
import { trying } from '../../../../nodes/shared/google/throttling/tries';
import { SimulatedClient } from './simulatedClient.ts';

const bounds = { tries: 8, requestTimeoutMs: 1000 };
const good = '{"candidates":[{"content":{"parts":[{"text":"yes"}]},"finishReason":"STOP"}]}';

interface Body {
	httpStatus: number;
	body: string;
	retryAfter?: string | undefined;
}

const whole = (response: Body) => readAnswer('example.com', response, generateContentResponse);

async function inPieces({ body }: Body) {
	const bytes = Buffer.from(body);
	async function* arriving() {
		for (let at = 0; at < bytes.length; at += 5) yield await Promise.resolve(bytes.subarray(at, at + 5));
	}
	return await collect(readStream('example.com', arriving()));
}

/** Sends one prompt per bad response, then 20 prompts with good responses. */
async function ask(bad: Body[], read: (response: Body) => unknown, tries = 1) {
	const client = new SimulatedClient({ receive: () => ({ reply: { status: 200, afterMs: 100 } }) });
	const limiter = createLimiter(client.clock).open();
	const pending = [...bad];
	const send = async () => {
		await client.send();
		return await read(pending.shift() ?? { httpStatus: 200, body: good });
	};
	const outcomes: unknown[] = [];
	while (pending.length > 0) {
		const asking = trying(limiter, client.clock, send, { ...bounds, tries });
		outcomes.push(await client.until(asking.catch((error: unknown) => error)));
	}
	const asking = Array.from({ length: 20 }, () => trying(limiter, client.clock, send, bounds));
	return { outcomes, served: await client.until(Promise.all(asking)) };
}

const malformed = [
	'{"error":{"code":503,"details":"upstream"}}',
	'{"error":{"code":503,"details":[null]}}',
	'{"error":{"code":503,"details":[{"@type":5}]}}',
	'{"error":null}',
	'{"error":[]}',
	'{"error":{"details":{"length":1}}}',
];

it.each(malformed)('serves later prompts after a 503 with %s and ordinary 429s', async (body) => {
	const bad = [{ httpStatus: 503, body }, ...Array<Body>(30).fill({ httpStatus: 429, body: '{"error":{}}' })];
	const client = new SimulatedClient({ receive: () => ({ reply: { status: 200, afterMs: 100 } }) });
	const limiter = createLimiter(client.clock).open();
	const send = async () => {
		await client.send();
		return whole(bad.shift() ?? { httpStatus: 200, body: good });
	};
	await client.until(trying(limiter, client.clock, send, { ...bounds, tries: 1 }).catch(() => undefined));
	const asking = Array.from({ length: 20 }, () =>
		trying(limiter, client.clock, send, { ...bounds, tries: 40 }),
	);
	expect(await client.until(Promise.all(asking))).toHaveLength(20);
});

it('serves later prompts after 96 such responses', async () => {
	const { served } = await ask(Array<Body>(96).fill({ httpStatus: 503, body: malformed[0] ?? '' }), whole);
	expect(served).toHaveLength(20);
});

it('retries a malformed 503 like any other', async () => {
	const bad = malformed.map((body) => ({ httpStatus: 503, body }));
	const { outcomes } = await ask(bad, whole, bad.length + 1);
	expect(outcomes).toEqual([expect.objectContaining({ tries: bad.length + 1 })]);
});

it('releases a permit once, even if reading an error or counting tokens throws', async () => {
	const ends: string[] = [];
	const permit: Permit = {
		success: () => void ends.push('success'),
		throttled: () => void ends.push('throttled'),
		failed: () => void ends.push('failed'),
		ignored: () => void ends.push('ignored'),
	};
	class Unreadable extends GoogleApiError {
		override get isDailyQuota(): boolean {
			throw new Error('unreadable');
		}
	}
	const { clock } = new SimulatedClient({ receive: () => ({ reply: 'hang' }) });
	const limiter = { acquire: async () => await Promise.resolve(permit) };
	const throttle = async () => await Promise.reject(new Unreadable(503, {}));
	await expect(trying(limiter, clock, throttle, bounds)).rejects.toThrow('unreadable');
	const tokensOf = () => {
		throw new Error('uncounted');
	};
	await expect(
		trying(limiter, clock, async () => await Promise.resolve(1), bounds, { tokensOf }),
	).rejects.toThrow();
	expect(ends).toEqual(['ignored', 'ignored']);
});

const text = fc.oneof(
	fc.constantFrom('type.googleapis.com/google.rpc.RetryInfo', 'type.googleapis.com/google.rpc.QuotaFailure'),
	fc.constantFrom(
		'-100s',
		'1e9s',
		'31536000s',
		'Infinitys',
		'NaN',
		'0s',
		'__proto__',
		'constructor',
		'PerDay',
	),
	fc.string(),
);
const names = [
	'error',
	'details',
	'@type',
	'retryDelay',
	'violations',
	'quotaId',
	'code',
	'status',
	'message',
];
const anyJson = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 5, withCrossShrink: true },
		fc.oneof(text, fc.constant(null), fc.boolean(), fc.double(), fc.integer({ min: -1, max: 600 })),
		fc.array(tie('value'), { maxLength: 3 }),
		fc.dictionary(
			fc.constantFrom(...names, 'candidates', 'content', 'parts', 'usageMetadata'),
			tie('value'),
			{
				maxKeys: 5,
			},
		),
	),
})).value;
const anyBody = fc.record({
	httpStatus: fc.constantFrom(200, 400, 404, 408, 429, 499, 500, 503),
	body: fc.oneof(
		anyJson.map((value) => JSON.stringify(value)),
		anyJson.map((error) => JSON.stringify({ error })),
		anyJson.map((value) => `data: ${JSON.stringify(value)}\n\n`),
		anyJson.map((error) => JSON.stringify([{ error }], null, 2)),
		fc.string(),
	),
	retryAfter: fc.oneof(fc.constant(undefined), text),
});

it.each([
	['whole', whole],
	['streamed', inPieces],
])('serves later prompts after any responses (%s)', async (_, read) => {
	await fc.assert(
		fc.asyncProperty(fc.array(anyBody, { minLength: 1, maxLength: 12 }), async (bad) => {
			const { outcomes, served } = await ask(bad, read);
			expect(served).toHaveLength(20);
			for (const outcome of outcomes) expect(outcome).not.toMatchObject({ cause: expect.any(TypeError) });
		}),
		{ seed: 11, numRuns: 150 },
	);
});
