/** How much is tried, and from which seed: fixed here, fresh in `npm run fuzz`. */

/** Set by `npm run fuzz`. */
const { FUZZ_SEED, FUZZ_CASES } = process.env;

export const seed = FUZZ_SEED === undefined ? 20_261_129 : Number(FUZZ_SEED);

/** @param usual how many cases without `--cases` */
export const casesOf = (usual: number) => (FUZZ_CASES === undefined ? usual : Number(FUZZ_CASES));

/** For a test that makes all of its cases one after the other. */
export const longMs = 3_600_000;
