import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const pageBytes = 4096;
const everyMs = 10;

/** Memory of a process and its descendants at a time. */
export interface Sample {
	/** Milliseconds since 1970. */
	at: number;
	bytes: number;
}

/**
 * Samples every 10 milliseconds the memory of a process and its descendants (RSS, from Linux' /proc), until `stop`. This
 * includes n8n's separate process for Code nodes.
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

/** The highest sample between two times. */
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

/** Empty if the process has ended meanwhile. */
function read(file: string): string {
	try {
		return readFileSync(file, 'latin1');
	} catch {
		return '';
	}
}
