import { ApiError } from '../errors.ts';
import type { TunedModel } from '../store.ts';
import type { Service } from './method.ts';

/** @throws ApiError 404 with Google's message */
export function findTunedModel({ store }: Pick<Service, 'store'>, id: string): TunedModel {
	const model = store.tunedModels.get(id);
	if (!model) throw new ApiError('NOT_FOUND', `Tuned model tunedModels/${id} does not exist.`);
	return model;
}
