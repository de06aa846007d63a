import type { BaseModel } from '../backend';
import type { Page, PageRequest } from '../http/paginate';
import type { PreflightCheck, TuningSpec } from '../tuning';
import { paginate } from '../http/paginate';

const id = 'model';
const namedModels = 10;

/** Checks the base model against the service's list of tunable models. */
export async function preflight(
	listBaseModels: (request: PageRequest) => Promise<Page<BaseModel>>,
	source: TuningSpec['source'],
): Promise<PreflightCheck[]> {
	if (!('baseModel' in source)) {
		const message = 'Only Google can check whether a job can continue from this tuned model.';
		return [{ id, status: 'notChecked', message }];
	}
	const wanted = source.baseModel.replace(/^.*models\//, '');
	const tunable: string[] = [];
	for await (const model of paginate('base models', listBaseModels, { pageSize: 1000 })) {
		const known = model.name.replace(/^models\//, '');
		if (model.canBeTuned && known === wanted)
			return [{ id, status: 'ok', message: `Google lists '${wanted}' as tunable.` }];
		if (model.canBeTuned) tunable.push(known);
	}
	const message = `'Base Model' is '${wanted}', which can't be tuned. ${advice(tunable)}`;
	return [{ id, status: 'missing', message }];
}

function advice(tunable: string[]): string {
	if (tunable.length > 0) return `Choose a tunable model: ${tunable.slice(0, namedModels).join(', ')}.`;
	return 'The Gemini API has no tunable model for this project. Google has offered none since May 2025.';
}
