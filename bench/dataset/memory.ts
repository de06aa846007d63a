import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const pageBytes = 4096;
const everyMs = 10;

/** What a process and all that it started held in memory at a time. */
export interface Sample {
	/** Milliseconds since 1970. */
	at: number;
	bytes: number;
}

/**
 * Looks every 10 milliseconds how much memory a process and its descendants hold (RSS, from Linux' /proc), until it is told
 * to stop. n8n runs the code of Code nodes in a process of its own, which counts.
 */
export function watchMemory(pid: number): { stop: () => Promise<Sample[]> } {
	const samples: Sample[] = [];
	let isOver = false;
	const watching = (async () => {
		while (!isOver) {
			samples.push({ at: Date.now(), bytes: heldBy(pid) });
			await pause(everyMs);
		}
	})();
	return {
		async stop() {
			isOver = true;
			await watching;
			return samples;
		},
	};
}

/** The most that was held from one moment to another. */
export function peakOf(samples: Sample[], from = 0, to = Infinity): number {
	return samples
		.filter(({ at }) => at >= from && at <= to)
		.reduce((most, { bytes }) => Math.max(most, bytes), 0);
}

function heldBy(pid: number): number {
	const [, pages = '0'] = read(`/proc/${pid}/statm`).split(' ');
	return children(pid).reduce((sum, child) => sum + heldBy(child), Number(pages) * pageBytes);
}

function children(pid: number): number[] {
	const listed = read(`/proc/${pid}/task/${pid}/children`).trim();
	return listed === '' ? [] : listed.split(' ').map(Number);
}

/** Empty when the process has ended meanwhile. */
function read(file: string): string {
	try {
		return readFileSync(file, 'latin1');
	} catch {
		return '';
	}
}
