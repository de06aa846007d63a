import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Whether the system tells the memory of a process the way Linux does. */
const tells = existsSync('/proc/self/clear_refs');

/** The megabytes that a process holds now; null where the system does not tell. */
export function memoryOf(pid: number): number | null {
	return read(pid, 'VmRSS');
}

/** Forgets the most that a process has held so far; returns what tells the most since, in megabytes. */
export function watchPeak(pid: number): () => number | null {
	if (tells) writeFileSync(`/proc/${pid}/clear_refs`, '5');
	return () => read(pid, 'VmHWM');
}

/** Returns what tells for how many seconds the process has computed since. */
export function processorSecondsOf(pid: number): () => number | null {
	const before = ticksOf(pid);
	return () => (before === null ? null : ((ticksOf(pid) ?? before) - before) / ticksPerSecond);
}

const ticksPerSecond = 100;

/** In user and in system mode; see proc(5). */
function ticksOf(pid: number): number | null {
	if (!tells) return null;
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
		.replace(/^.*\) /, '')
		.split(' ');
	return Number(fields[11]) + Number(fields[12]);
}

function read(pid: number, field: 'VmRSS' | 'VmHWM'): number | null {
	if (!tells) return null;
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
	return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}
