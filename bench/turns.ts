/**
 * The results of each contestant's rounds. The contestants alternate, so that a busy moment of the machine affects all of
 * them.
 *
 * @param roundsOf number of a contestant's rounds
 */
export async function inTurns<C, R>(
	contestants: readonly C[],
	roundsOf: (contestant: C) => number,
	run: (contestant: C) => Promise<R>,
): Promise<Array<[C, R[]]>> {
	const results = contestants.map((contestant): [C, R[]] => [contestant, []]);
	const most = Math.max(0, ...contestants.map(roundsOf));
	for (let round = 0; round < most; round++) {
		for (const [contestant, list] of results) {
			if (round < roundsOf(contestant)) list.push(await run(contestant));
		}
	}
	return results;
}
