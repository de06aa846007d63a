import { createReadAhead } from '../../../../nodes/shared/runtime/readAhead.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Reads ahead of a thousand items. */
function reading() {
	const read: number[] = [];
	const ahead = createReadAhead(1_000, async (index) => {
		read.push(index);
		return await Promise.resolve(index);
	});
	return { ahead, read };
}

it('reads a limited number of items while waiting, and returns them in order', async () => {
	const { ahead, read } = reading();
	expect(await ahead.next()).toBe(0);
	let end = () => {};
	const waiting = ahead.during(new Promise<void>((resolve) => (end = resolve)));
	await jest.advanceTimersByTimeAsync(60_000);
	expect(read.length).toBeGreaterThan(10);
	expect(read.length).toBeLessThan(100);
	end();
	await waiting;
	const returned: unknown[] = [];
	for (let item = await ahead.next(); item !== undefined; item = await ahead.next()) returned.push(item);
	expect(returned).toEqual(Array.from({ length: 999 }, (_, index) => index + 1));
	expect(read).toHaveLength(1_000);
});

it('reads nothing ahead without a wait', async () => {
	const { ahead, read } = reading();
	expect(await ahead.during(Promise.resolve('at once'))).toBe('at once');
	expect(read).toEqual([]);
});

it('passes on a rejection of the wait', async () => {
	await expect(reading().ahead.during(Promise.reject(new Error('no permit')))).rejects.toThrow('no permit');
});
