/** When the next call may go, told from how the service took the calls before. Pure: time is handed in, in milliseconds. */
import type { Episode } from './episode';
import { addRefusal, looksForAll, openEpisode, wasNotForAll } from './episode';
import type { Call } from './level';
import { createLevel, firstLimit } from './level';
import { createPace } from './pace';

export type { Call } from './level';

export interface Flow {
	/**
	 * When the next call may go: `now` for at once, `Infinity` for not before another one is done.
	 *
	 * @param wanted so many may be under way from the start, as long as nothing was refused
	 */
	nextAt(now: number, wanted?: number): number;
	sent(now: number): Call;
	answered(call: Call, now: number): void;
	/**
	 * The service took no more: 429 or 503.
	 *
	 * @param askedMs how long the service asks to wait
	 */
	refused(call: Call, now: number, askedMs?: number): void;
	/** Another passing fault, or no answer. */
	failed(call: Call, now: number): void;
	/** What became of it says nothing about the service. */
	dropped(): void;
}

/** So many refusals of calls that were sent about one after the other are no accident. */
const manyRefusals = 4;
const neighbours = 20;
const outageLength = 10;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** No service's word is taken for longer. */
const longestAskedMs = 120_000;
const lenientMs = 5_000;
/** Calls at once after a pause, until it is known what came in meanwhile. */
const restartLimit = 2;

/** @param random 0 (inclusive) to 1 (exclusive), for jitter */
export function createFlow(random: () => number): Flow {
	const level = createLevel();
	const pace = createPace();
	let underWay = 0;
	let lastNumber = 0;
	let episode: Episode | undefined;
	/** Calls up to this one belong to an episode that is over. */
	let settledNumber = 0;
	let pausedUntil = -Infinity;
	let pausesInARow = 0;
	let lenientUntil = -Infinity;
	/** Numbers of the calls refused last. */
	let refusedLast: number[] = [];
	let failuresInARow = 0;
	let limitBefore = firstLimit;

	function isOneOfMany({ number }: Call): boolean {
		refusedLast = [...refusedLast.slice(-neighbours), number];
		return refusedLast.filter((other) => Math.abs(other - number) < neighbours).length >= manyRefusals;
	}

	/** Whether no call was refused yet, and none but single ones failed. */
	function isUntroubled(): boolean {
		return episode === undefined && settledNumber === 0;
	}

	function backOffMs(): number {
		return Math.min(firstPauseMs * 2 ** pausesInARow, longestPauseMs) * (0.75 + random() / 4);
	}

	function judge(now: number): void {
		if (episode === undefined) return;
		if (wasNotForAll(episode)) {
			lenientUntil = now + lenientMs;
			settledNumber = lastNumber;
			pausedUntil = -Infinity;
			episode = undefined;
		} else if (looksForAll(episode, underWay, lastNumber, now < lenientUntil)) {
			pausedUntil = Math.max(pausedUntil, episode.askedUntil ?? now + backOffMs());
		}
	}

	/** The pause is over: what it was made for is taken for true. */
	function resume(): void {
		if (pausedUntil === -Infinity) return;
		pausedUntil = -Infinity;
		pausesInARow += 1;
		settledNumber = lastNumber;
		if (episode) pace.ranDry(episode.first, episode.answeredLater);
		episode = undefined;
		level.restart(pace.isKnown ? limitBefore : restartLimit);
	}

	return {
		nextAt(now, wanted = 0) {
			if (now < pausedUntil) return pausedUntil;
			resume();
			const limit = isUntroubled() ? Math.max(level.limit, wanted) : level.limit;
			return underWay < limit ? pace.nextAt(now) : Infinity;
		},
		sent(now) {
			underWay += 1;
			lastNumber += 1;
			level.sent(now, underWay);
			pace.sent(now);
			return { number: lastNumber, sentAt: now };
		},
		answered(call, now) {
			underWay -= 1;
			failuresInARow = 0;
			if (call.number > settledNumber) pausesInARow = 0;
			level.answered(call, now);
			pace.answered(call);
			if (episode && call.number > episode.first.number) episode.answeredLater += 1;
			judge(now);
		},
		refused(call, now, askedMs) {
			underWay -= 1;
			if (isOneOfMany(call)) {
				if (level.isGrowing) level.settle(now, manyRefusals);
				else level.refused(now);
			}
			// What was sent before an episode ended belongs to it.
			if (call.number <= settledNumber && episode === undefined) return;
			if (episode === undefined) limitBefore = level.limit;
			episode ??= openEpisode(call, lastNumber);
			addRefusal(episode, call);
			if (askedMs !== undefined) {
				const until = now + Math.min(askedMs, longestAskedMs) + random() * 50;
				episode.askedUntil = Math.max(episode.askedUntil ?? 0, until);
			}
			judge(now);
		},
		failed(call, now) {
			underWay -= 1;
			failuresInARow += 1;
			if (call.number <= settledNumber || failuresInARow < outageLength) return;
			failuresInARow = 0;
			limitBefore = level.limit;
			pausedUntil = Math.max(pausedUntil, now + backOffMs());
		},
		dropped() {
			underWay -= 1;
		},
	};
}
