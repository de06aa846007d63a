/** Whom a refusal was meant for: the one call, the number of calls at once, or everybody. */
import type { Call } from './level';

/** What followed a refusal until it was understood. */
export interface Episode {
	/** The first call that was refused. */
	first: Call;
	/** Of the calls that were sent after the first refused one. */
	answeredLater: number;
	refusedLater: number;
	/** Until when the service asked to wait, as far as it did. */
	askedUntil: number | undefined;
}

export function openEpisode(first: Call): Episode {
	return { first, answeredLater: 0, refusedLater: 0, askedUntil: undefined };
}

/** Whether the service answers calls that came later, so that nobody else has to wait. */
export function wasNotForAll({ answeredLater, refusedLater }: Episode): boolean {
	return answeredLater >= 3 && 2 * answeredLater >= refusedLater;
}

/**
 * Whether everybody should stop for now.
 *
 * @param underWay calls that have no answer yet
 * @param wasWrong whether such a stop has lately turned out to be needless
 */
export function looksForAll(episode: Episode, underWay: number, wasWrong: boolean): boolean {
	const { refusedLater, askedUntil } = episode;
	if (wasNotForAll(episode)) return false;
	return underWay === 0 || (askedUntil !== undefined && (!wasWrong || refusedLater >= 3));
}
