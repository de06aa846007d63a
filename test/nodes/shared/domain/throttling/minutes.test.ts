import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSlidingWindow } from '../../../../../nodes/shared/domain/throttling/slidingWindow';

function heldBytes(): number {
	setFlagsFromString('--expose-gc');
	const collectGarbage: unknown = runInNewContext('gc');
	if (typeof collectGarbage !== 'function')
		throw new Error("This version of Node.js can't collect garbage on demand");
	collectGarbage();
	return process.memoryUsage().heapUsed;
}

it('stores only the slots of the window, also without calls of nextAt', () => {
	const window = createSlidingWindow();
	const add = (from: number, count: number) => {
		for (let i = from; i < from + count; i++) window.add(i * 100, 1);
	};
	add(0, 10_000);
	const before = heldBytes();
	add(10_000, 500_000);
	expect(heldBytes() - before).toBeLessThan(500_000 * 8);
	expect(window.nextAt(51_000_000, 1, 100)).toBeGreaterThan(51_000_000);
});

it('subtracts a correction from the slot of the amount', () => {
	const window = createSlidingWindow();
	window.add(0, 100);
	window.correct(0, 5_000, -60);
	expect(window.nextAt(5_000, 60, 100)).toBe(5_000);
	window.add(50_000, 60);
	expect(window.nextAt(61_000, 40, 100)).toBe(61_000);
	expect(window.nextAt(61_000, 41, 100)).toBeGreaterThan(61_000);
});

it('ignores the correction of an amount that has left the window', () => {
	const window = createSlidingWindow();
	window.add(0, 100);
	expect(window.nextAt(61_000, 50, 100)).toBe(61_000);
	window.add(61_000, 100);
	window.correct(0, 62_000, -60);
	expect(window.nextAt(62_000, 1, 100)).toBeGreaterThan(62_000);
});
