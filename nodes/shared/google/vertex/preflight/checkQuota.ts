import { isSettled } from '../../../domain/job';
import { tunableModels } from '../../../domain/tunableModels';
import type { Page, PageRequest } from '../../http/paginate';
import { paginate } from '../../http/paginate';
import { listWireJobs } from '../tuning/tuningJobs';
import { toState } from '../states';
import type * as wire from '../vertexWire';
import type { Finding, PreflightCalls } from './setupFinding';
import { ok } from './setupFinding';

/** The quota counts the jobs of all locations, so this lists the jobs of each location with tunable models. */
export async function checkQuota(calls: PreflightCalls): Promise<Finding> {
	const known = tunableModels.flatMap(({ tuningLocations }) => tuningLocations ?? []);
	const locations = [...new Set([calls.place.location, ...known])];
	const looks = await Promise.allSettled(locations.map(async (location) => await openJobs(calls, location)));
	const names = looks.flatMap((look) => (look.status === 'fulfilled' ? look.value : []));
	const failed = looks.find((look) => look.status === 'rejected');
	if (failed && names.length === 0) throw failed.reason;
	const where = locations.join(', ');
	if (names.length === 0) return ok(`No tuning job is running in ${where}.`);
	return {
		status: 'warning',
		message: `${names.length === 1 ? 'A tuning job is' : `${names.length} tuning jobs are`} running: ${names.join(', ')}. Unless Google raised the project's quota 'Global concurrent tuning jobs' above 1, a new job waits or fails. Wait until it has finished, cancel it, or ask Google for a higher quota.`,
	};
}

async function openJobs(calls: PreflightCalls, location: string): Promise<string[]> {
	const names: string[] = [];
	const place = { ...calls.place, location };
	const pages = async (request: PageRequest): Promise<Page<wire.TuningJob>> =>
		await listWireJobs(calls, place, request);
	for await (const { name, state } of paginate('tuning jobs', pages, { pageSize: 100 })) {
		const known = toState(state ?? 'JOB_STATE_UNSPECIFIED');
		if (name !== undefined && known !== 'unknown' && !isSettled(known)) names.push(name);
	}
	return names;
}
