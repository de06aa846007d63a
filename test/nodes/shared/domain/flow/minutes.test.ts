import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMinutes } from '../../../../../nodes/shared/domain/flow/minutes';

function heldBytes(): number {
	setFlagsFromString('--expose-gc');
	const collectGarbage: unknown = runInNewContext('gc');
	if (typeof collectGarbage !== 'function') throw new Error('This Node cannot collect garbage on demand');
	collectGarbage();
	return process.memoryUsage().heapUsed;
}

it('holds no more than what counts, also where nobody asks', () => {
	const minutes = createMinutes();
	const add = (from: number, count: number) => {
		for (let i = from; i < from + count; i++) minutes.add(i * 100, 1);
	};
	add(0, 10_000);
	const before = heldBytes();
	add(10_000, 500_000);
	expect(heldBytes() - before).toBeLessThan(500_000 * 8);
	expect(minutes.nextAt(51_000_000, 1, 100)).toBeGreaterThan(51_000_000);
});

it('takes back what was too much where it was added', () => {
	const minutes = createMinutes();
	minutes.add(0, 100);
	minutes.correct(0, 5_000, -60);
	expect(minutes.nextAt(5_000, 60, 100)).toBe(5_000);
	minutes.add(50_000, 60);
	expect(minutes.nextAt(61_000, 40, 100)).toBe(61_000);
	expect(minutes.nextAt(61_000, 41, 100)).toBeGreaterThan(61_000);
});

it('has nothing to take back of what counts no more', () => {
	const minutes = createMinutes();
	minutes.add(0, 100);
	expect(minutes.nextAt(61_000, 50, 100)).toBe(61_000);
	minutes.add(61_000, 100);
	minutes.correct(0, 62_000, -60);
	expect(minutes.nextAt(62_000, 1, 100)).toBeGreaterThan(62_000);
});
