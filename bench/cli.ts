/**
 * Measures this package beside a peer or a computed floor in the same run. `--only NAME` runs one case, `--json` ends stdout
 * with one line of JSON.
 */
import { parseArgs } from 'node:util';
import { measureDataset } from './dataset.ts';
import { measureStartup } from './startup.ts';
import type { Measurement } from './measurement.ts';

/** Every case by its name, in the order in which they run. */
const cases: Record<string, () => Promise<Measurement[]>> = {
	dataset: measureDataset,
	startup: measureStartup,
};

const { values } = parseArgs({
	options: { only: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const names = values.only ? [values.only] : Object.keys(cases);
const unknown = names.filter((name) => !Object.hasOwn(cases, name));
if (unknown.length > 0)
	throw new Error(`There is no case '${unknown}'. Cases: ${Object.keys(cases).join(', ')}`);

const measurements: Measurement[] = [];
for (const name of names) measurements.push(...((await cases[name]?.()) ?? []));

if (values.json) console.log(JSON.stringify({ cases: measurements }));
else console.table(measurements);
