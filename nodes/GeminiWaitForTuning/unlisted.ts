import type { IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Selection, WatchedJob } from '../shared/domain/selection';
import { isNamed } from '../shared/domain/selection';
import type { JobSource, Look } from './look';
import { lookUp } from './look';

/**
 * Adds the selected tuned models that the list omits to a look.
 *
 * @returns the names of models that don't exist
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

/** @throws NodeOperationError with the names of missing tuned models */
export function assertExist(ctx: IPollFunctions, missing: string[]): void {
	if (missing.length === 0) return;
	const models = missing.map((name) => `'${name}'`).join(', ');
	throw new NodeOperationError(ctx.getNode(), `The credential has no access to a tuned model ${models}`, {
		description:
			"Choose tuned models from the list, or set 'Watch' to 'By Display Name' to wait for a model that doesn't exist yet.",
	});
}
