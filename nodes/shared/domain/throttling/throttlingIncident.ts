/** A throttling incident: one or more throttled calls, until their cause is clear. The cause is a single call, the concurrency or the service. */
import type { Call } from './concurrencyLimit';

export interface ThrottlingIncident {
	/** The first throttled call. */
	first: Call;
	/** Successes among the calls sent after `first`. */
	laterSuccesses: number;
	/** Throttled calls among the calls sent after `first`. */
	laterThrottled: number;
	/** Number of the newest call when the incident began. */
	lastBefore: number;
	/** Throttled calls with a number above `lastBefore`. */
	throttledSince: number;
	/** End of the retry delay that the service requested, if any; milliseconds. */
	retryAt: number | undefined;
}

/** @param lastBefore number of the newest call */
export function openIncident(first: Call, lastBefore: number): ThrottlingIncident {
	return { first, laterSuccesses: 0, laterThrottled: 0, lastBefore, throttledSince: 0, retryAt: undefined };
}

/** Counts one more throttled call. */
export function addThrottled(incident: ThrottlingIncident, { number }: Call): void {
	if (number > incident.first.number) incident.laterThrottled += 1;
	if (number > incident.lastBefore) incident.throttledSince += 1;
}

/** Whether later calls succeed, so that other calls need not wait. */
export function affectsSingleCalls({ laterSuccesses, laterThrottled }: ThrottlingIncident): boolean {
	return laterSuccesses >= 3 && 2 * laterSuccesses >= laterThrottled;
}

/**
 * Whether all calls should pause.
 *
 * @param inFlight calls without a response
 * @param last number of the newest call
 * @param wasNeedless whether a recent pause turned out to be needless
 */
export function affectsAllCalls(
	incident: ThrottlingIncident,
	inFlight: number,
	last: number,
	wasNeedless: boolean,
): boolean {
	const { laterThrottled, throttledSince, lastBefore, retryAt } = incident;
	if (affectsSingleCalls(incident)) return false;
	if (retryAt !== undefined && (!wasNeedless || laterThrottled >= 3)) return true;
	// If the service limits the concurrency, a call that replaces a finished one succeeds.
	const areAllThrottled = throttledSince >= 8 && throttledSince >= 0.8 * (last - lastBefore);
	return inFlight === 0 || areAllThrottled;
}
