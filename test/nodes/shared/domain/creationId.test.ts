import { creationKey, isModelId, modelIdFor } from '../../../../nodes/shared/domain/creationId';

const key = creationKey({ project: 'p', settings: { epochCount: 5, batchSize: 4 }, attempt: 1 });

it('does not depend on the order of the settings or on those that are not set', () => {
	const same = { attempt: 1, settings: { batchSize: 4, topK: undefined, epochCount: 5 }, project: 'p' };
	expect(creationKey(same)).toBe(key);
});

it.each([
	{ project: 'q', settings: { epochCount: 5, batchSize: 4 }, attempt: 1 },
	{ project: 'p', settings: { epochCount: 5, batchSize: 2 }, attempt: 1 },
	{ project: 'p', settings: { epochCount: 5, batchSize: 4 }, attempt: 2 },
])('is another one for %j', (parts) => {
	expect(creationKey(parts)).not.toBe(key);
});

it.each([
	['Number Predictor', `number-predictor-${key}`],
	['Número 7 — überlang und noch viel länger', `numero-7-uberlang-u-${key}`.slice(0, 40)],
	['二', `tuned-${key}`],
	['', `tuned-${key}`],
	['7 dwarfs', `dwarfs-${key}`],
])('makes an ID of %j that Google accepts', (displayName, id) => {
	expect(modelIdFor(displayName, key)).toBe(id);
	expect(isModelId(id)).toBe(true);
});

it.each(['Tickets', 'a_b', '1a', 'a-', '-a', '', 'a'.repeat(41)])('refuses %j as an ID', (id) => {
	expect(isModelId(id)).toBe(false);
});

it.each(['a', 'a1', 'ticket-classifier', 'a'.repeat(40)])('accepts %j as an ID', (id) => {
	expect(isModelId(id)).toBe(true);
});
