import { createReadAhead } from '../../../../nodes/shared/n8n/readAhead.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Of a thousand, and what was read of them. */
function reading() {
	const read: number[] = [];
	const ahead = createReadAhead(1_000, async (index) => {
		read.push(index);
		return await Promise.resolve(index);
	});
	return { ahead, read };
}

it('reads on while something is waited for, some of them and not all, and hands them out in order', async () => {
	const { ahead, read } = reading();
	expect(await ahead.next()).toBe(0);
	let end = () => {};
	const waiting = ahead.during(new Promise<void>((resolve) => (end = resolve)));
	await jest.advanceTimersByTimeAsync(60_000);
	expect(read.length).toBeGreaterThan(10);
	expect(read.length).toBeLessThan(100);
	end();
	await waiting;
	const handedOut: unknown[] = [];
	for (let item = await ahead.next(); item !== undefined; item = await ahead.next()) handedOut.push(item);
	expect(handedOut).toEqual(Array.from({ length: 999 }, (_, index) => index + 1));
	expect(read).toHaveLength(1_000);
});

it('reads nothing ahead of what need not be waited for', async () => {
	const { ahead, read } = reading();
	expect(await ahead.during(Promise.resolve('at once'))).toBe('at once');
	expect(read).toEqual([]);
});

it('hands on what the waiting fails with', async () => {
	await expect(reading().ahead.during(Promise.reject(new Error('no turn')))).rejects.toThrow('no turn');
});
