import { characters, isLonger } from '../../../../nodes/shared/domain/characters';

it.each([
	['', 0],
	['abc', 3],
	['🙂🙂', 2],
	['六', 1],
	['\ud83d', 1],
])('counts %j as %i', (text, count) => {
	expect(characters(text)).toBe(count);
	expect(isLonger(text, count)).toBe(false);
	expect(isLonger(text, count - 1)).toBe(true);
});
