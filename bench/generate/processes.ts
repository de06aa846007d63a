import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Whether the system reports the memory of a process the way Linux does. */
const reportsMemory = existsSync('/proc/self/clear_refs');

/** The current megabytes of a process; null if the system doesn't report them. */
export function memoryOf(pid: number): number | null {
	return read(pid, 'VmRSS');
}

/** Resets the peak memory of a process. The returned function reports the peak since, in megabytes. */
export function watchPeak(pid: number): () => number | null {
	if (reportsMemory) writeFileSync(`/proc/${pid}/clear_refs`, '5');
	return () => read(pid, 'VmHWM');
}

/** The returned function reports the processor seconds of the process since this call. */
export function processorSecondsOf(pid: number): () => number | null {
	const before = ticksOf(pid);
	return () => (before === null ? null : ((ticksOf(pid) ?? before) - before) / ticksPerSecond);
}

const ticksPerSecond = 100;

/** In user and system mode; see proc(5). */
function ticksOf(pid: number): number | null {
	if (!reportsMemory) return null;
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
		.replace(/^.*\) /, '')
		.split(' ');
	return Number(fields[11]) + Number(fields[12]);
}

function read(pid: number, field: 'VmRSS' | 'VmHWM'): number | null {
	if (!reportsMemory) return null;
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
	return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}
