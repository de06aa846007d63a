/**
 * Runs the tests in test/fuzz with a fresh seed and many cases.
 *
 *     npm run fuzz -- [--seed N] [--cases N]
 *
 * --cases is the number of cases through whole nodes (default 5000). Readers get 20 times as many.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { seed: { type: 'string' }, cases: { type: 'string' } } });

/** @returns a number above 0 */
function whole(name, usual) {
	const given = values[name];
	if (given === undefined) return usual;
	const number = Number(given);
	if (Number.isSafeInteger(number) && number > 0) return number;
	throw new Error(`--${name} is '${given}'. Use a whole number above 0.`);
}

const seed = whole('seed', randomInt(1, 2 ** 31));
const cases = whole('cases', 5000);
console.log(`Seed ${seed}, ${cases} cases. To repeat: npm run fuzz -- --seed ${seed} --cases ${cases}`);

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const { status } = spawnSync(
	process.execPath,
	[jest, 'test/fuzz/', '--selectProjects', 'unit', '--runInBand'],
	{
		stdio: 'inherit',
		env: { ...process.env, FUZZ_SEED: String(seed), FUZZ_CASES: String(cases) },
	},
);
console.log(`Seed ${seed}`);
process.exitCode = status ?? 1;
