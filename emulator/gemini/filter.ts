import type { Consumer } from '../auth.ts';
import { invalidArgument } from '../errors.ts';
import type { TunedModel } from '../store.ts';
import { accessTo } from './access.ts';

/**
 * Reads a list filter. Words match display name and description; `owner:me`, `writers:me`, `readers:me` and
 * `readers:everyone` match permissions. Without `readers:everyone`, the list omits models that the caller can read only
 * because everyone can.
 * @throws ApiError 400 for an unknown operator
 */
export function createFilter(filter: string, consumer: Consumer): (model: TunedModel) => boolean {
	const terms = filter.split(/\s+/).filter((term) => term !== '');
	const conditions = terms.map((term) => condition(term, consumer));
	const everyones = terms.includes('readers:everyone');
	return (model) => {
		const mine = everyones || accessTo(model, consumer).own !== undefined;
		return mine && conditions.every((holds) => holds(model));
	};
}

function condition(term: string, consumer: Consumer): (model: TunedModel) => boolean {
	const own = (model: TunedModel) => accessTo(model, consumer).own;
	switch (term) {
		case 'owner:me':
			return (model) => own(model) === 'OWNER';
		case 'writers:me':
			return (model) => own(model) === 'WRITER';
		case 'readers:me':
			return (model) => own(model) === 'READER';
		case 'readers:everyone':
			return (model) => accessTo(model, consumer).everyone !== undefined;
	}
	if (/^(owner|writers|readers):/.test(term)) throw invalidArgument('filter', `Unknown operator "${term}".`);
	const word = term.replace(/^"|"$/g, '').toLowerCase();
	return ({ displayName, description }) => `${displayName}\n${description}`.toLowerCase().includes(word);
}
