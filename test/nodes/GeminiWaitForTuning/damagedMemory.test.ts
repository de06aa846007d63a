/** Damaged static data: no job that ended vanishes, and nothing crashes. */
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import type { Scene } from '../scene.ts';
import { anHour, setScene } from '../scene.ts';
import { start, triggerIn } from './trigger.ts';

let scene: Scene;
let saved: IDataObject;

/** Two jobs ended before the memory was stored, one of them reported; one ends afterwards. */
beforeAll(async () => {
	scene = await setScene();
	await start(scene, 'old');
	scene.emulator.clock.advance(anHour);
	const trigger = triggerIn(scene, { triggerOn: ['succeeded'] });
	await trigger.poll();
	await start(scene, 'reported');
	scene.emulator.clock.advance(anHour);
	expect(await trigger.poll()).toHaveLength(1);
	await start(scene, 'between');
	await trigger.poll();
	saved = trigger.saved();
	scene.emulator.clock.advance(anHour);
});

afterAll(async () => await scene.emulator.close());

/** What two polls report from then on, by tuned model. */
async function reports(staticData: IDataObject): Promise<unknown[]> {
	const trigger = triggerIn(scene, { triggerOn: ['succeeded'] });
	trigger.staticData = staticData;
	const events = [...((await trigger.poll()) ?? [])];
	trigger.staticData = trigger.saved();
	events.push(...((await trigger.poll()) ?? []));
	return events.map(({ tunedModel }) => tunedModel);
}

const nodeData = (): IDataObject => JSON.parse(JSON.stringify(saved['node:Trigger']));

/** Places within a JSON value, as lists of keys. */
function placesIn(value: unknown): string[][] {
	if (typeof value !== 'object' || value === null) return [[]];
	const below = Object.entries(value).flatMap(([key, inner]) =>
		placesIn(inner).map((rest) => [key, ...rest]),
	);
	return [[], ...below];
}

/** The value with what `change` makes of one of its places; undefined removes that. */
function changed(value: unknown, [key, ...rest]: string[], change: (before: unknown) => unknown): unknown {
	if (key === undefined) return change(value);
	if (Array.isArray(value))
		return value.map((inner, index): unknown =>
			String(index) === key ? changed(inner, rest, change) : inner,
		);
	const entries = Object.entries(Object(value)).map(([name, inner]): [string, unknown] => [
		name,
		name === key ? changed(inner, rest, change) : inner,
	]);
	return Object.fromEntries(entries);
}

const halved = (before: unknown): unknown =>
	typeof before === 'string' || Array.isArray(before) ? before.slice(0, before.length / 2) : before;
const damages: Array<(before: unknown) => unknown> = [
	() => undefined,
	() => null,
	() => 5,
	() => true,
	() => '',
	() => 'tunedModels/between',
	() => '2999-01-01T00:00:00Z',
	() => [],
	() => [null, {}],
	() => ({}),
	() => JSON.parse('{"__proto__": {"settled": ["x"]}, "constructor": "x", "toString": 1}'),
	halved,
	(before) => JSON.stringify(before),
];

test('an undamaged memory reports the job that ended in between', async () => {
	expect(await reports({ 'node:Trigger': nodeData() })).toEqual(['tunedModels/between']);
});

test('any damage to a memory: the job that ended in between is reported once, and no other', async () => {
	const places = placesIn(nodeData()['memory']);
	await fc.assert(
		fc.asyncProperty(fc.constantFrom(...places), fc.constantFrom(...damages), async (place, damage) => {
			const { memory, ...rest } = nodeData();
			const damaged = JSON.parse(JSON.stringify({ ...rest, memory: changed(memory, place, damage) }));
			expect(await reports({ 'node:Trigger': damaged })).toEqual(['tunedModels/between']);
		}),
		{ numRuns: 150, seed: 19 },
	);
});

test('any other value instead of a memory has the same effect', async () => {
	await fc.assert(
		fc.asyncProperty(fc.jsonValue(), async (memory) => {
			const damaged = JSON.parse(JSON.stringify({ ...nodeData(), memory }));
			expect(await reports({ 'node:Trigger': damaged })).toEqual(['tunedModels/between']);
		}),
		{ numRuns: 50, seed: 19 },
	);
});

test.each<[string, unknown]>([
	['null', null],
	['a number', 5],
	['a text', 'x'],
	['a list', []],
	['a memory of null alone', { memory: null }],
	['a memory and a time of other types', { memory: 5, memoryTime: [] }],
])('%s in place of all of the node’s data: every job that ended is reported once', async (_what, data) => {
	const staticData: IDataObject = JSON.parse(JSON.stringify({ 'node:Trigger': data }));
	expect((await reports(staticData)).sort()).toEqual([
		'tunedModels/between',
		'tunedModels/old',
		'tunedModels/reported',
	]);
});

test('the next event shows that the memory was damaged, and no later one does', async () => {
	const trigger = triggerIn(scene, { triggerOn: ['succeeded'] });
	trigger.staticData = { 'node:Trigger': { ...nodeData(), memory: 'damaged' } };
	const [event] = (await trigger.poll()) ?? [];
	expect(event).toMatchObject({ event: 'succeeded', warning: expect.stringContaining('was damaged') });
	await start(scene, 'later');
	expect(await trigger.poll()).toBeNull();
	scene.emulator.clock.advance(anHour);
	const [later] = (await trigger.poll()) ?? [];
	expect(later).toMatchObject({ tunedModel: 'tunedModels/later' });
	expect(later).not.toHaveProperty('warning');
});
