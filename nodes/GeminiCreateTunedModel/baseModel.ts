import type { TuningBackend, TuningSpec } from '../shared/backend/backend';
import { paginate } from '../shared/backend/paginate';
import type { Finding } from '../shared/domain/checks';

const namedModels = 10;

/** Asks the service which base models it tunes, so that a wrong one is named before anything is created. */
export async function findBaseModelProblem(
	backend: TuningBackend,
	source: TuningSpec['source'],
): Promise<Finding[]> {
	if (!('baseModel' in source)) return [];
	const wanted = source.baseModel.replace(/^.*models\//, '');
	const tunable: string[] = [];
	for await (const model of paginate(backend.listBaseModels, { pageSize: 1000 })) {
		const id = model.name.replace(/^models\//, '');
		if (model.canBeTuned && id === wanted) return [];
		if (model.canBeTuned) tunable.push(id);
	}
	return [{ message: `'Base Model' is '${wanted}', which cannot be tuned. ${advice(tunable)}`, items: [] }];
}

function advice(tunable: string[]): string {
	if (tunable.length > 0) return `Pick one that can: ${tunable.slice(0, namedModels).join(', ')}.`;
	return 'The Gemini API offers this project no model to tune, and has offered none to anybody since May 2025.';
}
