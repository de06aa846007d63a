import type { Memory } from '../../../../nodes/shared/domain/watchMemory.ts';
import { emptyMemory, readMemory, toStored } from '../../../../nodes/shared/domain/watchMemory.ts';

const scope = 'gemini:my-project';
const selection = { occasions: ['failed' as const], tunedModels: ['a'], displayName: null };
const memory: Memory = {
	...emptyMemory(scope, selection),
	settled: ['tunedModels/a@2024-03-14T15:10:00Z'],
	steps: { 'tunedModels/b@2024-03-14T15:10:00Z': 3 },
	since: '2024-03-14T16:00:00.000Z',
	resumeAt: 'page-2',
};
const current = { ...selection, tunedModels: null };

/** As it comes back from a database. */
const stored = (): { memory: Record<string, unknown>; time: unknown } =>
	JSON.parse(JSON.stringify(toStored(memory)));
const sorted = (fields: Record<string, unknown>) =>
	Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));

test('comes back from JSON as it was, in whatever order a database keeps it', () => {
	expect(readMemory(stored(), scope, current)).toEqual(memory);
	expect(readMemory({ ...stored(), memory: sorted(stored().memory) }, scope, current)).toEqual(memory);
});

test('is none of another project, and none where nothing was stored', () => {
	expect(readMemory(stored(), 'gemini:another-project', current)).toBeUndefined();
	expect(readMemory({ memory: undefined, time: undefined }, scope, current)).toBeUndefined();
});

test('comes back without a seal as an earlier version stored it', () => {
	const earlier = { ...memory };
	delete earlier.since;
	expect(readMemory({ memory: earlier, time: undefined }, scope, current)).toEqual(earlier);
});

describe.each<[string, (kept: Record<string, unknown>) => unknown]>([
	['nothing', () => undefined],
	['null', () => null],
	['a text', () => 'memory'],
	['a list', () => []],
	['no fields', () => ({})],
	['a later version', (kept) => ({ ...kept, version: 2 })],
	['no identities', (kept) => ({ ...kept, settled: undefined })],
	['identities that are none', (kept) => ({ ...kept, settled: [1, null] })],
	['fewer identities', (kept) => ({ ...kept, settled: [] })],
	['another identity', (kept) => ({ ...kept, settled: ['tunedModels/x'] })],
	['steps that are none', (kept) => ({ ...kept, steps: { a: [3] } })],
	['a page that is none', (kept) => ({ ...kept, resumeAt: 2 })],
	['no selection', (kept) => ({ ...kept, selection: null })],
	['an unknown occasion', (kept) => ({ ...kept, selection: { ...selection, occasions: ['retired'] } })],
	['another scope', (kept) => ({ ...kept, scope: 'gemini:my' })],
	['a later time', (kept) => ({ ...kept, since: '2999-01-01T00:00:00Z' })],
	['no seal', (kept) => ({ ...kept, seal: undefined })],
	[
		'keys of prototypes',
		(kept) => ({ ...kept, ...JSON.parse('{"__proto__": {"settled": ["x"]}, "constructor": 1}') }),
	],
])('%s in its place', (_what, damage) => {
	test('leaves the time up to which jobs are known', () => {
		const found = readMemory({ ...stored(), memory: damage(stored().memory) }, scope, current);
		expect(found).toMatchObject({ scope, selection: current, knownUntil: memory.since, damage: 'found' });
	});
});

test('with a damaged copy of its time it is read as it was', () => {
	for (const time of [null, 5, {}, { scope, since: '2999-01-01T00:00:00Z', seal: 'x' }])
		expect(readMemory({ memory: stored().memory, time }, scope, current)).toEqual(memory);
});

test('makes every job new where no time is readable', () => {
	for (const kept of [null, 5, 'x', [], { settled: 'x' }]) {
		const found = readMemory({ memory: kept, time: { since: 5 } }, scope, current);
		expect(found).toEqual({ ...emptyMemory(scope, current), damage: 'found' });
	}
});
