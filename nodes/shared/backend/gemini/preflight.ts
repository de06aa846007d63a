import type { BaseModel } from '../backend';
import type { Page, PageRequest } from '../paginate';
import type { PreflightCheck, TuningSpec } from '../tuning';
import { paginate } from '../paginate';

const id = 'model';
const namedModels = 10;

/** Asks the service which base models it tunes, so that a wrong one is named before anything is created. */
export async function preflight(
	listBaseModels: (request: PageRequest) => Promise<Page<BaseModel>>,
	source: TuningSpec['source'],
): Promise<PreflightCheck[]> {
	if (!('baseModel' in source)) {
		const message = 'Whether a tuned model can be tuned on is known to Google only.';
		return [{ id, status: 'notChecked', message }];
	}
	const wanted = source.baseModel.replace(/^.*models\//, '');
	const tunable: string[] = [];
	for await (const model of paginate('base models', listBaseModels, { pageSize: 1000 })) {
		const known = model.name.replace(/^models\//, '');
		if (model.canBeTuned && known === wanted)
			return [{ id, status: 'ok', message: `Google says that '${wanted}' can be tuned.` }];
		if (model.canBeTuned) tunable.push(known);
	}
	const message = `'Base Model' is '${wanted}', which cannot be tuned. ${advice(tunable)}`;
	return [{ id, status: 'missing', message }];
}

function advice(tunable: string[]): string {
	if (tunable.length > 0) return `Pick one that can: ${tunable.slice(0, namedModels).join(', ')}.`;
	return 'The Gemini API offers this project no model to tune, and has offered none to anybody since May 2025.';
}
