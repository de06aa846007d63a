/**
 * Property tests draw the same values in every run. `PROPERTY_SEED=N` draws others; a failing test prints its seed.
 */
import fc from 'fast-check';

const fixedSeed = 20_261_129;
const { PROPERTY_SEED: given } = process.env;

if (given !== undefined && !/^-?\d+$/.test(given))
	throw new Error(`PROPERTY_SEED is a whole number, not '${given}'`);

fc.configureGlobal({ seed: given === undefined ? fixedSeed : Number(given) });
