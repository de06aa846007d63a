/** Whom a refusal was meant for: the one call, the number of calls at once, or everybody. */
import type { Call } from './level';

/** What followed a refusal until it was understood. */
export interface Episode {
	/** The first call that was refused. */
	first: Call;
	/** Of the calls that were sent after the first refused one. */
	answeredLater: number;
	refusedLater: number;
	/** The call that had been sent last when the first refusal came, and how many of those after it were refused, too. */
	lastBefore: number;
	refusedSince: number;
	/** Until when the service asked to wait, as far as it did. */
	askedUntil: number | undefined;
}

/** @param lastBefore the call that was sent last */
export function openEpisode(first: Call, lastBefore: number): Episode {
	return { first, answeredLater: 0, refusedLater: 0, lastBefore, refusedSince: 0, askedUntil: undefined };
}

/** Counts one more refusal. */
export function addRefusal(episode: Episode, { number }: Call): void {
	if (number > episode.first.number) episode.refusedLater += 1;
	if (number > episode.lastBefore) episode.refusedSince += 1;
}

/** Whether the service answers calls that came later, so that nobody else has to wait. */
export function wasNotForAll({ answeredLater, refusedLater }: Episode): boolean {
	return answeredLater >= 3 && 2 * answeredLater >= refusedLater;
}

/**
 * Whether everybody should stop for now.
 *
 * @param underWay calls that have no answer yet
 * @param last the call that was sent last
 * @param wasWrong whether such a stop has lately turned out to be needless
 */
export function looksForAll(episode: Episode, underWay: number, last: number, wasWrong: boolean): boolean {
	const { refusedLater, refusedSince, lastBefore, askedUntil } = episode;
	if (wasNotForAll(episode)) return false;
	if (askedUntil !== undefined && (!wasWrong || refusedLater >= 3)) return true;
	// Where the number at once is the matter, what takes the place of an answered call is not refused.
	const areAllRefused = refusedSince >= 8 && refusedSince >= 0.8 * (last - lastBefore);
	return underWay === 0 || areAllRefused;
}
