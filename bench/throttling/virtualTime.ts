/** A queue of events in virtual time, and a client that, like a Node process, does one task at a time. */
import type { Response, Service } from './service.ts';

interface Event {
	at: number;
	order: number;
	run: () => void;
}

class VirtualTime {
	now = 0;
	#order = 0;
	readonly #heap: Event[] = [];

	at(time: number, run: () => void): void {
		const heap = this.#heap;
		const event = { at: Math.max(time, this.now), order: this.#order++, run };
		let place = heap.push(event) - 1;
		while (place > 0) {
			const parent = (place - 1) >> 1;
			const other = heap[parent];
			if (other === undefined || !isBefore(event, other)) break;
			heap[place] = other;
			place = parent;
		}
		heap[place] = event;
	}

	/** Runs the next event. @returns whether there was one */
	step(): boolean {
		const event = this.#take();
		if (event === undefined) return false;
		this.now = event.at;
		event.run();
		return true;
	}

	#take(): Event | undefined {
		const heap = this.#heap;
		const [top] = heap;
		const last = heap.pop();
		if (last === undefined || last === top) return top;
		let place = 0;
		for (;;) {
			const left = heap[2 * place + 1];
			const right = heap[2 * place + 2];
			const isRight = left !== undefined && right !== undefined && isBefore(right, left);
			const child = isRight ? right : left;
			if (child === undefined || !isBefore(child, last)) break;
			heap[place] = child;
			place = 2 * place + (isRight ? 2 : 1);
		}
		heap[place] = last;
		return top;
	}
}

function isBefore(one: Event, other: Event): boolean {
	return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Processor time to send one request and to handle its response, as measured in n8n: 1.3 s for 1,000 requests. */
const sendingMs = 0.65;
const handlingMs = 0.65;
/** Like the default of the node. */
export const requestTimeoutMs = 120_000;

/** Sends requests to a service and counts them. */
export class VirtualClient {
	readonly time = new VirtualTime();
	requests = 0;
	refused = 0;
	#busyUntil = 0;
	readonly #service: Service;
	readonly #networkMs: number;
	readonly #attempts: number[] = [];

	constructor(service: Service, networkMs = 0) {
		this.#service = service;
		this.#networkMs = networkMs;
	}

	/** @param done gets the response; a timeout is a status 0 */
	send(prompt: number, done: (response: Response) => void): void {
		this.work(sendingMs, () => {
			this.requests += 1;
			this.time.at(this.time.now + this.#networkMs, () => this.#arrive(prompt, done));
		});
	}

	#arrive(prompt: number, done: (response: Response) => void): void {
		const { time } = this;
		const attempt = this.#attempts[prompt] ?? 0;
		this.#attempts[prompt] = attempt + 1;
		const response = this.#service.receive(time.now, prompt, attempt);
		if (response.status === 429 || response.status === 503) this.refused += 1;
		const isLate = response.afterMs > requestTimeoutMs;
		time.at(time.now + Math.min(response.afterMs, requestTimeoutMs), () => {
			if (response.status === 200) this.#service.finished();
			time.at(time.now + this.#networkMs, () =>
				this.work(handlingMs, () => done(isLate ? { status: 0, afterMs: 0 } : response)),
			);
		});
	}

	/** Runs a task after the earlier ones. */
	work(ms: number, run: () => void): void {
		this.#busyUntil = Math.max(this.#busyUntil, this.time.now) + ms;
		this.time.at(this.#busyUntil, run);
	}
}
