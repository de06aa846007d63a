import type { IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Selection, WatchedJob } from '../shared/domain/selection';
import { isNamed } from '../shared/domain/selection';
import type { JobSource, Look } from './look';
import { lookUp } from './look';

/**
 * Adds to a look the tuned models that are watched by name and not listed.
 *
 * @returns those that do not exist
 */
export async function addUnlisted<J extends WatchedJob>(
	source: JobSource<J>,
	{ tunedModels }: Selection,
	seen: Look<J>,
): Promise<string[]> {
	const names = (tunedModels ?? []).filter((name) => !seen.jobs.some((job) => isNamed(job, name)));
	const { jobs, missing, errors } = await lookUp(source, names);
	seen.jobs.push(...jobs);
	seen.errors.push(...errors);
	seen.hasGaps ||= errors.length > 0;
	return missing;
}

/** @throws NodeOperationError that names the tuned models there are not */
export function assertExist(ctx: IPollFunctions, missing: string[]): void {
	if (missing.length === 0) return;
	const models = missing.map((name) => `'${name}'`).join(', ');
	throw new NodeOperationError(
		ctx.getNode(),
		`There is no tuned model ${models} that this credential can see`,
		{
			description:
				"Pick the tuned models from the list, or set 'Watch' to 'By Display Name' to wait for one that does not exist yet.",
		},
	);
}
