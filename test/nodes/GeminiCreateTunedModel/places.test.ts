import { sourceOfItems } from '../../../nodes/GeminiCreateTunedModel/dataset/rowSource.ts';

it.each([
	[[3], 'item 3'],
	[[1, 4, 9], 'items 1, 4 and 9'],
	[[1, 2, 3, 4, 5, 6], '6 items (1, 2, 3, 4, 5 and more)'],
	[Array.from({ length: 1_203 }, (_, item) => item), '1,203 items (0, 1, 2, 3, 4 and more)'],
])('describes items %j as %s', (items, text) => {
	const { describe, placeOf } = sourceOfItems([]);
	expect(describe(items.map(placeOf))).toBe(text);
});
