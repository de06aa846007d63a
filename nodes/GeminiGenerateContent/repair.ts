import type {
	GenerateContentRequest,
	GenerateContentResponse,
	UsageMetadata,
} from '../shared/backend/content';
import { toAnswer } from '../shared/backend/toAnswer';
import type { Tried } from '../shared/backend/tries';
import type { Fit, SchemaFinding } from './fit';
import { fitOf, tellFindings } from './fit';

/** An answer, held against the form that was asked for. */
export interface Fitted extends Tried<GenerateContentResponse> {
	fit?: Fit | undefined;
	/** The first answer, where another one was asked for. */
	unrepaired?: { text: string; schemaFindings: SchemaFinding[] };
}

export async function toFitted(
	request: GenerateContentRequest,
	tried: Tried<GenerateContentResponse>,
): Promise<Fitted> {
	return { ...tried, fit: await fitOf(request, toAnswer(tried.value)) };
}

/** Whether it makes sense to ask again: there is an answer, and it does not fit. */
export function isRepairable({ value, fit }: Fitted): boolean {
	const { blocked, text } = toAnswer(value);
	return !blocked && text !== '' && (fit?.schemaFindings ?? []).length > 0;
}

/** Asks for the answer again, shown what is wrong with it. */
export function repairRequest(
	request: GenerateContentRequest,
	{ value, fit }: Fitted,
): GenerateContentRequest {
	const hasSchema = request.generationConfig?.responseJsonSchema !== undefined;
	const text = [
		hasSchema ? 'This answer does not fit its JSON Schema:' : 'This answer is no JSON:',
		...tellFindings(fit?.schemaFindings ?? [], 'The answer').map((line) => `- ${line}`),
		hasSchema
			? 'Answer again, with the same content as JSON that fits the schema, and nothing else.'
			: 'Answer again, with the same content as JSON, and nothing else.',
	].join('\n');
	return {
		...request,
		contents: [
			...request.contents,
			{ role: 'model', parts: [{ text: toAnswer(value).text }] },
			{ role: 'user', parts: [{ text }] },
		],
	};
}

/** What both requests took and gave; the second answer stands, unless it is blocked or empty. */
export function repaired(first: Fitted, second: Fitted): Fitted {
	const { blocked, text } = toAnswer(second.value);
	const spent = {
		tries: first.tries + second.tries,
		milliseconds: first.milliseconds + second.milliseconds,
	};
	const usageMetadata = added(first.value.usageMetadata ?? {}, second.value.usageMetadata ?? {});
	const standing = blocked || text === '' ? first : second;
	return {
		...spent,
		value: { ...standing.value, usageMetadata },
		fit: standing.fit,
		unrepaired: { text: toAnswer(first.value).text, schemaFindings: first.fit?.schemaFindings ?? [] },
	};
}

/** The first answer where asking again failed. */
export function notRepaired(first: Fitted, why: string): Fitted {
	const { fit } = first;
	const finding = { path: '', problem: `The attempt to repair it failed: ${why}` };
	return fit
		? { ...first, fit: { ...fit, schemaFindings: [...(fit.schemaFindings ?? []), finding] } }
		: first;
}

const counts = [
	'promptTokenCount',
	'candidatesTokenCount',
	'thoughtsTokenCount',
	'cachedContentTokenCount',
	'totalTokenCount',
] as const;

function added(one: UsageMetadata, other: UsageMetadata): UsageMetadata {
	const known = counts.filter((count) => one[count] !== undefined || other[count] !== undefined);
	return Object.fromEntries(known.map((count) => [count, (one[count] ?? 0) + (other[count] ?? 0)]));
}
