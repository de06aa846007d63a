import type { Measurement } from './measurement.ts';

/** A measurement for the chart: with a time, a floor and a count of responses. */
interface Bar {
	contestant: string;
	seconds: number;
	floorSeconds: number;
	answered: number;
	lost: number;
	keptOrder: boolean;
}

const width = 900;
const barsAt = 230;
const barsWidth = 460;
const rowHeight = 22;
const headHeight = 34;
/** The scale is logarithmic: from a tenth of a second to the minutes of a built-in node. */
const [least, most] = [0.05, 500];
const ticks = [0.1, 1, 10, 100];
const colours = { whole: '#2f6fde', lacking: '#c9423a', floor: '#222222', grid: '#dddddd', text: '#222222' };

/** An SVG chart of the cases with a floor: a bar for each contestant's time, a line for its floor. */
export function drawChart(measurements: readonly Measurement[]): string {
	const cases = Map.groupBy(measurements, ({ name }) => name);
	const parts: string[] = [];
	let y = 10;
	for (const [name, members] of cases) {
		const bars = members.flatMap(toBar);
		if (bars.length === 0) continue;
		parts.push(...drawCase(name, bars, y));
		y += headHeight + bars.length * rowHeight + 8;
	}
	const legend = 'Seconds, on a logarithmic scale. Red: items were lost. Line: the lowest possible time.';
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y + 30}" font-family="sans-serif" font-size="13">`,
		`<rect width="100%" height="100%" fill="#ffffff"/>`,
		...parts,
		text(10, y + 16, legend),
		'</svg>\n',
	].join('\n');
}

function toBar({ contestant, seconds, floorSeconds, answered, lost, inOrder }: Measurement): Bar[] {
	if (seconds === null || floorSeconds === null || answered === null || lost === null) return [];
	return [{ contestant, seconds, floorSeconds, answered, lost, keptOrder: inOrder ?? true }];
}

function drawCase(name: string, bars: readonly Bar[], top: number): string[] {
	const bottom = top + headHeight + bars.length * rowHeight;
	const grid = ticks.flatMap((tick) => [
		line(xOf(tick), top + headHeight - 6, bottom, colours.grid),
		text(xOf(tick), top + headHeight - 10, `${tick} s`, 'text-anchor="middle" font-size="10"'),
	]);
	const rows = bars.flatMap((bar, i) => drawBar(bar, top + headHeight + i * rowHeight));
	return [text(10, top + 18, name, 'font-weight="bold"'), ...grid, ...rows];
}

function drawBar({ contestant, seconds, floorSeconds, answered, lost, keptOrder }: Bar, y: number): string[] {
	const total = answered + lost;
	const colour = lost > 0 ? colours.lacking : colours.whole;
	const end = xOf(seconds);
	const share = `${answered.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}`;
	const shown = `${seconds.toFixed(seconds < 10 ? 2 : 1)} s, ${share}${keptOrder ? '' : ', order lost'}`;
	return [
		text(barsAt - 8, y + 14, contestant, 'text-anchor="end"'),
		`<rect x="${barsAt}" y="${y + 2}" width="${round(end - barsAt)}" height="${rowHeight - 6}" fill="${colour}"/>`,
		line(xOf(floorSeconds), y, y + rowHeight - 2, colours.floor),
		text(Math.max(end, xOf(floorSeconds)) + 6, y + 14, shown),
	];
}

function xOf(seconds: number): number {
	const within = Math.min(most, Math.max(least, seconds));
	return round(barsAt + (barsWidth * Math.log(within / least)) / Math.log(most / least));
}

function round(pixels: number): number {
	return Math.round(pixels * 10) / 10;
}

function line(x: number, from: number, to: number, colour: string): string {
	return `<line x1="${x}" y1="${from}" x2="${x}" y2="${to}" stroke="${colour}"/>`;
}

function text(x: number, y: number, words: string, attributes = ''): string {
	const escaped = words.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
	return `<text x="${x}" y="${y}" fill="${colours.text}" ${attributes}>${escaped}</text>`;
}
