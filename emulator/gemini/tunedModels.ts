import { present } from '../json.ts';
import { parseBody } from '../jsonBody.ts';
import type { Json } from '../json.ts';
import { decode, maskPaths } from '../proto.ts';
import { invalidArgument } from '../errors.ts';
import type { TunedModel } from '../store.ts';
import { requireRole } from './access.ts';
import { createFilter } from './filter.ts';
import { checkSettings } from './limits.ts';
import { findTunedModel } from './lookup.ts';
import { tunedModel } from './messages.ts';
import type { TunedModelMessage } from './messages.ts';
import type { Request, Service } from './method.ts';
import { paginate } from '../paging.ts';
import { renderTunedModel } from './render.ts';

const PATCHABLE = [
	'displayName',
	'description',
	'temperature',
	'topP',
	'topK',
	'readerProjectNumbers',
] as const;
type Patchable = (typeof PATCHABLE)[number];

/** Oldest first. */
function orderKey({ createTime, sequence }: TunedModel): string {
	return `${String(Math.round(createTime * 1000)).padStart(17, '0')}-${String(sequence).padStart(9, '0')}`;
}

export function listTunedModels({ store }: Service, { params, consumer, now }: Request): Json {
	const wanted = createFilter(params.get('filter') ?? '', consumer);
	const models = [...store.tunedModels.values()]
		.filter(wanted)
		.sort((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1));
	const { items, nextPageToken } = paginate(models, { params, defaultSize: 10, keyOf: orderKey });
	return present({
		tunedModels: items.length > 0 ? items.map((model) => renderTunedModel(model, now)) : undefined,
		nextPageToken,
	});
}

export function getTunedModel(service: Service, { ids, consumer, now, version }: Request): Json {
	const model = findTunedModel(service, ids[0] ?? '');
	requireRole(model, consumer, 'READER', version);
	return renderTunedModel(model, now);
}

/** tunedModels.patch; without a mask it changes what the body has. */
export function patchTunedModel(
	service: Service,
	{ ids, consumer, now, body, params, version }: Request,
): Json {
	const model = findTunedModel(service, ids[0] ?? '');
	requireRole(model, consumer, 'WRITER', version);
	const change = decode(tunedModel, parseBody(body), 'tuned_model');
	checkSettings(change);
	const paths = pathsToChange(params.get('updateMask') ?? null, change);
	for (const path of paths) apply(model, path, change);
	if (paths.length > 0) model.patchTime = now;
	return renderTunedModel(model, now);
}

function pathsToChange(mask: string | null, change: TunedModelMessage): readonly Patchable[] {
	const paths = maskPaths(mask);
	if (!paths) return PATCHABLE.filter((path) => change[path] !== undefined);
	if (paths.length === 1 && paths[0] === '*') return PATCHABLE;
	return paths.map((path) => {
		const known = PATCHABLE.find((name) => name === path);
		if (!known) throw invalidArgument('update_mask', `The field "${path}" cannot be updated.`);
		return known;
	});
}

/** A path in the mask that the body lacks clears the field. Generation settings then stay unchanged. */
function apply(model: TunedModel, path: Patchable, change: TunedModelMessage): void {
	switch (path) {
		case 'displayName':
		case 'description':
			model[path] = change[path] ?? '';
			break;
		case 'temperature':
		case 'topP':
		case 'topK':
			model[path] = change[path] ?? model[path] ?? 0;
			break;
		case 'readerProjectNumbers':
			model.readerProjectNumbers = change.readerProjectNumbers ?? [];
	}
}

export function deleteTunedModel(service: Service, { ids, consumer, version }: Request): Json {
	const model = findTunedModel(service, ids[0] ?? '');
	requireRole(model, consumer, 'OWNER', version);
	service.store.tunedModels.delete(model.id);
	return {};
}
