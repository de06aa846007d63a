import { drawChart } from '../../bench/chart.ts';
import { measurement } from '../../bench/measurement.ts';

const figures = { floorSeconds: 1.6, answered: 1000, lost: 0 };

it('draws a bar for each contestant, longer for more seconds, and shows lost items', () => {
	const svg = drawChart([
		measurement('64 at a time', 'quick', { ...figures, seconds: 2 }),
		measurement('64 at a time', 'slow & sure', { ...figures, seconds: 20, inOrder: false }),
		measurement('64 at a time', 'hasty', { ...figures, seconds: 1, answered: 0, lost: 1000 }),
		measurement('startup', 'has no floor', { seconds: 1 }),
	]);
	const bars = [...svg.matchAll(/<rect x="230" .*?width="([\d.]+)".*?fill="(#\w+)"/g)];
	const [quick = 0, slow = 0, hasty = 0] = bars.map(([, width]) => Number(width));
	expect(bars).toHaveLength(3);
	expect(slow).toBeGreaterThan(quick);
	expect(hasty).toBeLessThan(quick);
	expect(bars[2]?.[2]).not.toBe(bars[0]?.[2]);
	expect(svg).toContain('slow &#38; sure');
	expect(svg).toContain('>2.00 s, 1,000 of 1,000<');
	expect(svg).toContain('>20.0 s, 1,000 of 1,000, order lost<');
	expect(svg).toContain('0 of 1,000');
	expect(svg).not.toContain('startup');
});

it('draws the same figures in the same way', () => {
	const one = [measurement('unlimited', 'ours', { ...figures, seconds: 1.5 })];
	expect(drawChart(one)).toBe(drawChart(structuredClone(one)));
});
