/** Time limits that hold whatever the other side does: n8n's own `timeout` only ends silence on the line. */
import { sleep } from 'n8n-workflow';
import { asTimer } from '../domain/timer';

/** Ends a request by its signal. */
export interface Stopper {
	signal: AbortSignal;
	stop: () => void;
}

export interface TimeLimit {
	milliseconds: number;
	/** Fires when the execution is canceled, which ends the wait as well; absent in polls and list searches. */
	cancelled: AbortSignal | undefined;
	/** The error for work that takes longer. */
	late: () => Error;
}

/** Given as reasons because an AbortSignal otherwise makes an error with a stack trace for every request. */
const stopped = new Error('The request was stopped');
const finished = new Error('The request has finished');

export function createStopper(): Stopper {
	const controller = new AbortController();
	return { signal: controller.signal, stop: () => controller.abort(stopped) };
}

/**
 * Lets the cancellation of the execution stop a request.
 *
 * @returns stops listening; call it when the request is done
 */
export function stopWhen(cancelled: AbortSignal | undefined, { stop }: Stopper): () => void {
	cancelled?.addEventListener('abort', stop, { once: true });
	if (cancelled?.aborted) stop();
	return () => cancelled?.removeEventListener('abort', stop);
}

/**
 * Waits for work until the limit. Leaves no timer or listener behind. Doesn't stop the work.
 *
 * @throws whatever the work throws, the error of `late`, or the reason of `cancelled`
 */
export async function inTime<T>(work: Promise<T>, { milliseconds, cancelled, late }: TimeLimit): Promise<T> {
	const over = new AbortController();
	const result = new Promise<T>((resolve, reject) => {
		work.then(resolve, reject);
		sleep(asTimer(milliseconds), over.signal).then(
			() => reject(late()),
			() => {},
		);
		const cancel = () => reject(cancelled?.reason);
		cancelled?.addEventListener('abort', cancel, { once: true, signal: over.signal });
		if (cancelled?.aborted) cancel();
	});
	return await result.finally(() => over.abort(finished));
}

/**
 * Runs work within a time limit, and stops it when it fails, takes longer or is canceled.
 *
 * @param work gets what stops it
 * @throws whatever the work throws, the error of `late`, or the reason of `cancelled`
 */
export async function withTimeLimit<T>(limit: TimeLimit, work: (stopper: Stopper) => Promise<T>): Promise<T> {
	const stopper = createStopper();
	return await inTime(work(stopper), limit).catch((error: unknown) => {
		stopper.stop();
		throw error;
	});
}
