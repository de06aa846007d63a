import { STATUS_CODES } from 'node:http';
import { ApiError, envelope, httpStatus } from '../../errors.ts';
import type { Json } from '../../json.ts';
import type { Responder } from '../../learner/index.ts';
import { hashText, seededRandom } from '../../random.ts';
import type { Random } from '../../random.ts';
import { answerTo } from '../generate.ts';
import { conform } from './shape.ts';
import type { Shape } from './shape.ts';
import type { Answer, Answers } from './tables.ts';

/** The longest wait of other requests while responses are generated ahead of time, in milliseconds. */
const SLICE_MS = 15;

export interface AnswersOptions {
	/** The lines of the file of requests. */
	lines: readonly string[];
	/** The common shape of their values. */
	shape: Shape;
	responder: Responder;
	/** Determines the order and the IDs of the responses. */
	seed: string;
	/** The emulator's time of the response at a position in the output. */
	timeOf: (place: number) => number;
	/** The error that a test sets for a request, if any. */
	failure: (line: string) => ApiError | undefined;
}

/** Generated on request, or before. */
export class LazyAnswers implements Answers {
	readonly count: number;
	readonly #options: AnswersOptions;
	readonly #order: readonly number[];
	readonly #random: Random;
	readonly #made: Answer[] = [];

	constructor(options: AnswersOptions) {
		this.count = options.lines.length;
		this.#options = options;
		this.#random = seededRandom(hashText(options.seed));
		this.#order = shuffled(this.count, this.#random);
	}

	first(count: number): readonly Answer[] {
		this.#makeUntil(() => this.#made.length >= count);
		return this.#made.slice(0, count);
	}

	makeAhead(isWanted: () => boolean): void {
		if (this.#made.length >= this.count || !isWanted()) return;
		const end = performance.now() + SLICE_MS;
		this.#makeUntil(() => performance.now() >= end);
		setImmediate(() => this.makeAhead(isWanted)).unref();
	}

	#makeUntil(isEnough: () => boolean): void {
		while (this.#made.length < this.count && !isEnough()) this.#made.push(this.#make(this.#made.length));
	}

	#make(place: number): Answer {
		const { lines, shape, responder, timeOf, failure } = this.#options;
		const line = lines[this.#order[place] ?? 0] ?? '';
		const parsed: { [key: string]: Json } = JSON.parse(line);
		const now = timeOf(place);
		const echoed = Object(conform(siblings(parsed, shape), shape));
		const common = { ...echoed, processed_time: `${new Date(now).toISOString().replace('Z', '')}+00:00` };
		try {
			const failed = failure(line);
			if (failed) throw failed;
			const response = answerTo(responder, withoutNulls(parsed.request ?? {}), this.#random, now);
			return { text: JSON.stringify({ status: '', ...common, response }), failed: false };
		} catch (error) {
			const known = error instanceof ApiError ? error : new ApiError('INTERNAL', String(error));
			const status = `${STATUS_CODES[httpStatus[known.status]]}: ${JSON.stringify(envelope(known))}`;
			return { text: JSON.stringify({ status, ...common }), failed: true };
		}
	}
}

/** The fields beside a request, which the output repeats. A field with digits in all lines becomes a number. */
function siblings(line: { [key: string]: Json }, shape: Shape): { [key: string]: Json } {
	const fields = shape.kind === 'record' ? shape.fields : undefined;
	return Object.fromEntries(
		Object.entries(line).map(([name, value]) => {
			const field = fields?.get(name);
			const isNumber = field?.kind === 'scalar' && field.isNumeric;
			return [name, isNumber && value !== null ? Number(value) : value];
		}),
	);
}

function withoutNulls(value: Json): Json {
	if (Array.isArray(value)) return value.map(withoutNulls);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).filter(([, member]) => member !== null);
	return Object.fromEntries(entries.map(([name, member]) => [name, withoutNulls(member)]));
}

function shuffled(length: number, random: Random): number[] {
	const order = Array.from({ length }, (_, i) => i);
	for (let i = length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		[order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
	}
	return order;
}
