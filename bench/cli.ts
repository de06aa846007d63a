/**
 * Measures this package beside peers or a computed floor in the same run. `--only NAME` runs one case. `--contestant
 * PATTERN` limits the cases with a model to contestants with a matching name. `--json` ends stdout with one line of JSON. A
 * complete run writes `bench/results.json` and `bench/results.svg`. The case `throttling` is a simulation without n8n, with a line
 * of its own.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../test/harness/paths.ts';
import { drawChart } from './chart.ts';
import { measureDataset } from './dataset.ts';
import type { Bed } from './generate/bed.ts';
import { createBed } from './generate/bed.ts';
import { startStandInProcess } from './generate/emulator.ts';
import { standInCases } from './generate/standInCases.ts';
import { measureCancel } from './generate/cancelCase.ts';
import { generateCases } from './generate/cases.ts';
import { measureCase } from './generate/measure.ts';
import { measureMemory } from './generate/memoryCase.ts';
import type { Measurement } from './measurement.ts';
import { measureStartup } from './startup.ts';

const { values } = parseArgs({
	options: {
		only: { type: 'string' },
		contestant: { type: 'string', default: '' },
		json: { type: 'boolean', default: false },
	},
});
const chosen = new RegExp(values.contestant);
const isChosen = (contestant: string) => chosen.test(contestant);

/** Every case by its name, in the order of execution. */
const cases: Record<string, (bed: Bed) => Promise<Measurement[]>> = {
	...Object.fromEntries(
		generateCases.map((one) => [one.name, (bed: Bed) => measureCase(bed, one, isChosen)]),
	),
	cancel: (bed) => measureCancel(bed, isChosen),
	memory: (bed) => measureMemory(bed, isChosen),
	dataset: measureDataset,
	startup: measureStartup,
	...Object.fromEntries(standInCases.map((one) => [one.name, () => measureCase(standIn, one, isChosen)])),
};

const simulated = 'throttling';
const names = values.only ? [values.only] : Object.keys(cases);
const unknown = names.filter((name) => name !== simulated && !Object.hasOwn(cases, name));
if (unknown.length > 0)
	throw new Error(`There is no case '${unknown}'. Cases: ${Object.keys(cases).join(', ')}, ${simulated}`);

if (values.only === simulated) {
	const { simulateThrottling } = await import('./throttling/throttlingCase.ts');
	const { line, table } = await simulateThrottling();
	console.error(table);
	console.log(line);
	process.exit();
}
// All other cases need the real n8n.
await import(new URL('../test/harness/install.mjs', import.meta.url).href);

const say = (line: string) => process.stderr.write(`${(performance.now() / 1000).toFixed(0)} s: ${line}\n`);
const bed = createBed(say);
const standIn = createBed(say, startStandInProcess);
const measurements: Measurement[] = [];
try {
	for (const name of names) {
		say(`Measuring ${name}`);
		measurements.push(...((await cases[name]?.(bed)) ?? []));
	}
} finally {
	await bed.close();
	await standIn.close();
}

if (!values.only && !values.contestant) {
	const file = (name: string) => join(repositoryRoot(), 'bench', name);
	writeFileSync(file('results.json'), `${JSON.stringify({ cases: measurements }, null, '\t')}\n`);
	writeFileSync(file('results.svg'), drawChart(measurements));
}
if (values.json) console.log(JSON.stringify({ cases: measurements }));
else console.table(measurements);
