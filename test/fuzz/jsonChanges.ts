/** Changes of JSON values by gateways and faulty services. fast-check generates and shrinks them. */
import fc from 'fast-check';

type Members = Record<string, unknown>;

/** A member of a JSON value, with the object or list that holds it. */
interface Place {
	container: Members;
	key: string;
}

/** Changes that need no more than their place. */
const bare = ['remove', 'list', 'nest', 'double', 'text'] as const;
type Bare = (typeof bare)[number];

/** One change, at a share (0 to 1) of the way through all members of the value. */
export interface JsonChange {
	at: number;
	how:
		| { type: 'set'; value: unknown }
		| { type: Bare }
		| { type: 'deep'; levels: number }
		/** Takes the value of the member at this share of the way. */
		| { type: 'copy'; from: number }
		/** Adds a member beside this one. */
		| { type: 'add'; key: string; value: unknown };
}

/** Stands for a number that JSON can hold and JavaScript can't: see `toJson`. */
const HUGE = '@huge@';

/** Texts that mean something elsewhere in an API, or to JavaScript. */
const texts = [
	...[
		'',
		' ',
		'x',
		'5',
		'-1',
		'1e400',
		'NaN',
		'Infinity',
		'-Infinity',
		'9223372036854775808',
		'..',
		'../..',
		'true',
		'null',
	],
	...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'then'],
	...['-100s', '0s', '1e9s', '31536000s', '99999999999999999999s'],
	...['2026-13-45T00:00:00Z', '+275760-09-13T00:00:00.001Z', '1899-12-30'],
	...['\ud83d', '\u0000', '\ufeff', '\u202e'],
	...['projects/999/locations/us-central1/tuningJobs/1', 'tunedModels/other', 'tunedModels/..', 'models/x@'],
	...['https://other.example/x', 'gs://other/x', 'gs://', 'STATE_UNSPECIFIED', 'JOB_STATE_NEW', 'ACTIVE'],
	...['type.googleapis.com/google.rpc.RetryInfo', 'google.rpc.BadRequest', 'IMAGE_SAFETY', 'STOP'],
];
const numbers = [0, -0, 5, -1, 0.5, 1e308, -1e308, 2 ** 53, 400, 429, 503];
const others: unknown[] = [
	...[null, true, false, HUGE, {}, [], [null], [[]], ['x'], [5, {}], [{}, null]],
	...[{ length: 1 }, { error: null }, { name: 5 }, { toString: 5 }, { then: 5 }, { 0: 'x' }, { text: null }],
];

const strange: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(...others, ...texts, ...numbers);
const keys = fc.constantFrom(
	...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'toJSON', 'length', ''],
	...['error', 'name', 'details', 'nextPageToken', 'newField', 'done', 'response', 'candidates'],
);
/** A share of the way, from 0 to below 1. Without bias, since fast-check otherwise prefers both ends. */
export const shares = fc.noBias(fc.nat(999_999)).map((millionths) => millionths / 1_000_000);

const how: fc.Arbitrary<JsonChange['how']> = fc.oneof(
	{ weight: 10, arbitrary: fc.record({ type: fc.constant('set'), value: strange }) },
	{ weight: 6, arbitrary: fc.record({ type: fc.constantFrom(...bare) }) },
	{ weight: 2, arbitrary: fc.record({ type: fc.constant('copy'), from: shares }) },
	{ weight: 3, arbitrary: fc.record({ type: fc.constant('add'), key: keys, value: strange }) },
	{ weight: 1, arbitrary: fc.record({ type: fc.constant('deep'), levels: fc.constantFrom(100, 1000) }) },
);

/** One to four changes of one value. */
export const jsonChanges: fc.Arbitrary<JsonChange[]> = fc.array(fc.record({ at: shares, how }), {
	minLength: 1,
	maxLength: 4,
});

/** A copy of the value with these changes, as `JSON.parse` returns it. */
export function changed(sample: unknown, changes: readonly JsonChange[]): unknown {
	return JSON.parse(changedText(sample, changes));
}

/** The same as the text of an answer. */
export function changedText(sample: unknown, changes: readonly JsonChange[]): string {
	const root: Members = { value: copied(sample) };
	for (const change of changes) apply(root, change);
	return toJson(root['value']);
}

function copied(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value));
}

function toJson(value: unknown): string {
	return (JSON.stringify(value) ?? 'null').replaceAll(JSON.stringify(HUGE), '1e400');
}

function apply(root: Members, { at, how }: JsonChange): void {
	const place = placeAt(root, at);
	if (!place) return;
	const { container, key } = place;
	const value = container[key];
	switch (how.type) {
		case 'set':
			return define(place, structuredClone(how.value));
		case 'remove':
			return remove(place);
		case 'list':
			return define(place, [value]);
		case 'nest':
			return define(place, { [key]: value });
		case 'double':
			return define(place, Array.isArray(value) ? [...value, ...value] : [value, value]);
		case 'text':
			return define(place, typeof value === 'string' ? Number(value) : toJson(value));
		case 'deep':
			return define(place, nested(value, how.levels));
		case 'copy':
			return define(place, copyFrom(root, how.from));
		case 'add':
			return define({ container, key: how.key }, structuredClone(how.value));
	}
}

/** Depth-first, so that a share of the way means the same place while a change shrinks. */
function places(container: Members): Place[] {
	return Object.keys(container).flatMap((key) => {
		const value = container[key];
		return [{ container, key }, ...(isContainer(value) ? places(value) : [])];
	});
}

function placeAt(root: Members, at: number): Place | undefined {
	const all = places(root);
	return all[Math.floor(at * all.length)];
}

function copyFrom(root: Members, from: number): unknown {
	const place = placeAt(root, from);
	return structuredClone(place?.container[place.key]);
}

function nested(value: unknown, levels: number): unknown {
	let outer = value;
	for (let level = 0; level < levels; level++) outer = [outer];
	return outer;
}

/** An own member whatever its name, or one more in a list: assigning to `__proto__` would change the prototype instead. */
function define({ container, key }: Place, value: unknown): void {
	if (Array.isArray(container) && !Object.hasOwn(container, key)) return void container.push(value);
	if (Array.isArray(container) && key === 'length') return;
	Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}

function remove({ container, key }: Place): void {
	if (Array.isArray(container)) container.splice(Number(key), 1);
	else delete container[key];
}

function isContainer(value: unknown): value is Members {
	return typeof value === 'object' && value !== null;
}
