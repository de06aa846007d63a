import { inTurns } from '../../bench/turns.ts';

it('alternates the contestants until each has had its rounds', async () => {
	const order: string[] = [];
	const rounds: Record<string, number> = { once: 1, thrice: 3, twice: 2 };
	const results = await inTurns(
		Object.keys(rounds),
		(name) => rounds[name] ?? 0,
		async (name) => await Promise.resolve(order.push(name)),
	);
	expect(order).toEqual(['once', 'thrice', 'twice', 'thrice', 'twice', 'thrice']);
	expect(results).toEqual([
		['once', [1]],
		['thrice', [2, 4, 6]],
		['twice', [3, 5]],
	]);
});

it('returns nothing without contestants', async () => {
	expect(
		await inTurns(
			[],
			() => 3,
			async () => await Promise.resolve(1),
		),
	).toEqual([]);
});
