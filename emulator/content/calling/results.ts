import type { Json } from '../../json.ts';
import type { Responder } from '../../learner/index.ts';
import type { Turn } from './messages.ts';

/** A model repeats the responses of the functions that it called, and adds nothing. */
export function repeatResults(model: Responder, contents: readonly Turn[] = []): Responder {
	const parts = contents.at(-1)?.parts ?? [];
	const responses = parts.flatMap(({ functionResponse }) => functionResponse ?? []);
	if (responses.length === 0) return model;
	const lines = responses.map(({ name = '', response = {} }) => `${name} says: ${format(response)}`);
	return { ...model, respond: () => [lines.join('\n')] };
}

/** The values of a response; a single value without its name. */
function format(response: { [key: string]: Json }): string {
	const values = leaves(response.output ?? response.result ?? response);
	const [only] = values;
	if (values.length === 1 && only) return only.value;
	return values.map(({ name, value }) => (name === '' ? value : `${name}: ${value}`)).join(', ');
}

function leaves(value: Json, name = ''): { name: string; value: string }[] {
	if (typeof value !== 'object' || value === null) return [{ name, value: String(value) }];
	if (Array.isArray(value)) return value.flatMap((one) => leaves(one, name));
	return Object.entries(value).flatMap(([key, member]) => leaves(member, key));
}
