import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { ConnectionError } from '../../../../../nodes/shared/google/http/googleErrors';
import type { RawHttp, RawResponse } from '../../../../../nodes/shared/google/http/httpClient.ts';
import { pieceUnit, upload } from '../../../../../nodes/shared/google/vertex/storage/resumableUpload.ts';

/** Faults of a session for one piece. */
interface Fate {
	/** Kept share of the piece, 0 to 1. */
	kept: number;
	/** Lost share of the earlier bytes, 0 to 1. */
	forgotten: number;
	/** Its response. */
	answer: 'whole' | 'none' | 503;
}

const fate: fc.Arbitrary<Fate> = fc.record({
	kept: fc.constantFrom(0, 0.3, 0.5, 1, 1),
	forgotten: fc.constantFrom(0, 0, 0, 0, 0.4),
	answer: fc.constantFrom<Fate['answer']>('whole', 'whole', 'none', 503),
});

const content = Buffer.from(Array.from({ length: 5 * pieceUnit + 7_777 }, (_, index) => (index * 31) % 251));
const path = { bucket: 'b', name: 'o' };

/** A session that keeps any number of bytes and checks the protocol's rules. */
class Session {
	received = Buffer.alloc(0);
	readonly #fates: Fate[];

	constructor(fates: Fate[]) {
		this.#fates = [...fates];
	}

	readonly raw: RawHttp = async ({ method, url, query, headers = {}, body = new Uint8Array() }) => {
		if (method === 'POST') {
			return answer(200, { location: `https://storage.googleapis.com/upload/b?upload_id=1&name=o` });
		}
		expect([url, query]).toEqual(['https://storage/upload/storage/v1/b/b/o', { upload_id: '1', name: 'o' }]);
		const [, from, to] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
		if (from === undefined) return this.#progress();
		const end = Number(to) + 1;
		expect(Number(from)).toBe(this.received.length);
		expect(body.length).toBe(end - Number(from));
		expect(end === content.length || body.length % pieceUnit === 0).toBe(true);
		return this.#take(Buffer.from(body), this.#fates.shift() ?? { kept: 1, forgotten: 0, answer: 'whole' });
	};

	#take(piece: Buffer, { kept, forgotten, answer: reply }: Fate): RawResponse {
		const all = Buffer.concat([this.received, piece.subarray(0, Math.floor(piece.length * kept))]);
		const isWhole = all.length === content.length;
		this.received = isWhole ? all : all.subarray(0, Math.floor(all.length * (1 - forgotten)));
		if (reply === 'none') throw new ConnectionError('No whole answer arrived');
		return reply === 503 ? answer(503) : this.#progress();
	}

	#progress(): RawResponse {
		const { length } = this.received;
		if (length === content.length)
			return answer(200, {}, JSON.stringify({ size: String(length), generation: '1' }));
		return answer(308, length > 0 ? { range: `bytes=0-${length - 1}` } : {});
	}
}

function answer(status: number, headers: Record<string, string> = {}, text = ''): RawResponse {
	return { status, headers, text };
}

function* piecesFrom(offset: number): Generator<Uint8Array> {
	for (let at = offset; at < content.length; at += 2 * pieceUnit)
		yield content.subarray(at, at + 2 * pieceUnit);
}

test('the content arrives unchanged, whatever a session keeps, loses or leaves unanswered', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fate, { maxLength: 12 }), async (fates) => {
			const session = new Session(fates);
			const md5 = createHash('md5').update(content).digest('base64');
			const stored = await upload(
				{ raw: session.raw, origin: 'https://storage', sleep: async () => undefined, random: () => 0.5 },
				path,
				{ contentType: 'application/jsonl', bytes: content.length, md5, piecesFrom },
			).catch((error: unknown) => error);
			// It may fail, but only after five failures in a row.
			if (stored instanceof Error) {
				expect(fates.length).toBeGreaterThanOrEqual(5);
				return;
			}
			expect(stored).toEqual({ size: String(content.length), generation: '1' });
			expect(session.received.equals(content)).toBe(true);
		}),
		{ numRuns: 300 },
	);
});

test('rejects an upload without an address for its next pieces', async () => {
	const raw: RawHttp = async () => await Promise.resolve(answer(200));
	await expect(
		upload({ raw, origin: 'https://storage', sleep: async () => undefined, random: () => 0.5 }, path, {
			contentType: 'application/jsonl',
			bytes: content.length,
			md5: '',
			piecesFrom,
		}),
	).rejects.toThrow('Cloud Storage started an upload without the address for its next pieces');
});
