import type { Json } from '../../json.ts';
import type { Responder } from '../../learner/index.ts';
import type { Turn } from './messages.ts';

/** A model that has been told what the functions it called gave says that, and nothing of its own. */
export function tellingResults(model: Responder, contents: readonly Turn[] = []): Responder {
	const parts = contents.at(-1)?.parts ?? [];
	const responses = parts.flatMap(({ functionResponse }) => functionResponse ?? []);
	if (responses.length === 0) return model;
	const lines = responses.map(({ name = '', response = {} }) => `${name} says: ${tell(response)}`);
	return { ...model, respond: () => [lines.join('\n')] };
}

/** The values of a response, one alone without its name. */
function tell(response: { [key: string]: Json }): string {
	const told = leaves(response.output ?? response.result ?? response);
	const [only] = told;
	if (told.length === 1 && only) return only.value;
	return told.map(({ name, value }) => (name === '' ? value : `${name}: ${value}`)).join(', ');
}

function leaves(value: Json, name = ''): { name: string; value: string }[] {
	if (typeof value !== 'object' || value === null) return [{ name, value: String(value) }];
	if (Array.isArray(value)) return value.flatMap((one) => leaves(one, name));
	return Object.entries(value).flatMap(([key, member]) => leaves(member, key));
}
