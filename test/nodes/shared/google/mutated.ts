/** Values that are almost as they should be, the same for the same seed. */
import { seededRandom } from '../../../../emulator/random.ts';

type Random = () => number;

const strange: readonly unknown[] = [
	null,
	undefined,
	0,
	5,
	-1,
	1e308,
	true,
	false,
	'',
	'x',
	'5',
	'NaN',
	'-Infinity',
	'__proto__',
	'constructor',
	'2026-13-45T00:00:00Z',
	[],
	[null],
	['x'],
	[5, {}],
	[[]],
	{},
	{ length: 1 },
	{ error: null },
	{ name: 5 },
	{ constructor: null, toString: 5 },
];

function pick<T>(values: readonly T[], random: Random): T | undefined {
	return values[Math.floor(random() * values.length)];
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

/** Objects and lists in a value, itself included. */
function containersIn(value: unknown): Array<Record<string, unknown>> {
	if (!isObject(value)) return [];
	return [value, ...Object.values(value).flatMap(containersIn)];
}

function mutateOnce(value: object, random: Random): void {
	const container = pick(containersIn(value), random);
	const key = container && pick(Object.keys(container), random);
	if (container === undefined || key === undefined) return;
	const kind = random();
	if (kind < 0.6) container[key] = structuredClone(pick(strange, random));
	else if (kind < 0.7) delete container[key];
	else if (kind < 0.8) container[key] = [container[key]];
	else if (kind < 0.9) container[key] = { [key]: container[key] };
	else {
		const name = pick(['__proto__', 'constructor', 'toString', 'hasOwnProperty'], random) ?? '';
		const member = structuredClone(pick(strange, random));
		Object.defineProperty(container, name, {
			value: member,
			enumerable: true,
			configurable: true,
			writable: true,
		});
	}
}

/** A value with one to four changes, as JSON would bring it. */
export function mutated(sample: object, seed: number): unknown {
	const random = seededRandom(seed);
	if (random() < 0.02) return structuredClone(pick(strange, random)) ?? null;
	const value = { value: structuredClone(sample) };
	const changes = 1 + Math.floor(random() * 4);
	for (let change = 0; change < changes; change++) mutateOnce(value.value, random);
	const { value: parsed }: { value: unknown } = JSON.parse(JSON.stringify(value));
	return parsed;
}
