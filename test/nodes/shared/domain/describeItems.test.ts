import { describeItems } from '../../../../nodes/shared/domain/describeItems';

it.each([
	[[3], 'item 3'],
	[[1, 4, 9], 'items 1, 4 and 9'],
	[[1, 2, 3, 4, 5, 6], '6 items (1, 2, 3, 4, 5 and more)'],
])('describes items %j as %s', (items, text) => {
	expect(describeItems(items)).toBe(text);
});
