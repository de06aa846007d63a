import type { Memory } from '../../../../nodes/shared/domain/watchMemory.ts';
import { emptyMemory, readMemory, toStored } from '../../../../nodes/shared/domain/watchMemory.ts';

const scope = 'gemini:my-project';
const selection = { events: ['failed' as const], tunedModels: ['a'], displayName: null };
const memory: Memory = {
	...emptyMemory(scope, selection),
	settled: ['tunedModels/a@2024-03-14T15:10:00Z'],
	steps: { 'tunedModels/b@2024-03-14T15:10:00Z': 3 },
	since: '2024-03-14T16:00:00.000Z',
	resumeAt: 'page-2',
};
const current = { ...selection, tunedModels: null };

/** Its form from a database. */
const stored = (): { memory: Record<string, unknown>; time: unknown } =>
	JSON.parse(JSON.stringify(toStored(memory)));
const sorted = (fields: Record<string, unknown>) =>
	Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));

test('is unchanged after JSON, in any order of fields', () => {
	expect(readMemory(stored(), scope, current)).toEqual(memory);
	expect(readMemory({ ...stored(), memory: sorted(stored().memory) }, scope, current)).toEqual(memory);
});

test('is absent for another project and without a stored one', () => {
	expect(readMemory(stored(), 'gemini:another-project', current)).toBeUndefined();
	expect(readMemory({ memory: undefined, time: undefined }, scope, current)).toBeUndefined();
});

test('is read without a seal, as an earlier version stored it', () => {
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
	['identities of another type', (kept) => ({ ...kept, settled: [1, null] })],
	['fewer identities', (kept) => ({ ...kept, settled: [] })],
	['another identity', (kept) => ({ ...kept, settled: ['tunedModels/x'] })],
	['steps of another type', (kept) => ({ ...kept, steps: { a: [3] } })],
	['a page of another type', (kept) => ({ ...kept, resumeAt: 2 })],
	['no selection', (kept) => ({ ...kept, selection: null })],
	['an unknown event', (kept) => ({ ...kept, selection: { ...selection, events: ['retired'] } })],
	['another scope', (kept) => ({ ...kept, scope: 'gemini:my' })],
	['a later time', (kept) => ({ ...kept, since: '2999-01-01T00:00:00Z' })],
	['no seal', (kept) => ({ ...kept, seal: undefined })],
	[
		'keys of prototypes',
		(kept) => ({ ...kept, ...JSON.parse('{"__proto__": {"settled": ["x"]}, "constructor": 1}') }),
	],
])('%s in its place', (_what, damage) => {
	test('keeps the time until which jobs are known', () => {
		const found = readMemory({ ...stored(), memory: damage(stored().memory) }, scope, current);
		expect(found).toMatchObject({ scope, selection: current, knownUntil: memory.since, damage: 'found' });
	});
});

test('is unchanged with a damaged copy of its time', () => {
	for (const time of [null, 5, {}, { scope, since: '2999-01-01T00:00:00Z', seal: 'x' }])
		expect(readMemory({ memory: stored().memory, time }, scope, current)).toEqual(memory);
});

test('makes every job new without a readable time', () => {
	for (const kept of [null, 5, 'x', [], { settled: 'x' }]) {
		const found = readMemory({ memory: kept, time: { since: 5 } }, scope, current);
		expect(found).toEqual({ ...emptyMemory(scope, current), damage: 'found' });
	}
});
