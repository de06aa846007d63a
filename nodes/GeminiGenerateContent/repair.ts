import type {
	GenerateContentRequest,
	GenerateContentResponse,
	UsageMetadata,
} from '../shared/google/generation/content';
import { toAnswer } from '../shared/google/generation/toAnswer';
import type { Tried } from '../shared/google/throttling/tries';
import type { Fit, SchemaFinding } from './fit';
import { fitOf, listFindings } from './fit';

/** A response with its check against the requested format. */
export interface Fitted extends Tried<GenerateContentResponse> {
	fit?: Fit | undefined;
	/** The first response, if the node sent a repair request. */
	unrepaired?: { text: string; schemaFindings: SchemaFinding[] };
}

export async function toFitted(
	request: GenerateContentRequest,
	tried: Tried<GenerateContentResponse>,
): Promise<Fitted> {
	return { ...tried, fit: await fitOf(request, toAnswer(tried.value)) };
}

/** Whether a repair request makes sense: the response has text with findings. */
export function isRepairable({ value, fit }: Fitted): boolean {
	const { blocked, text } = toAnswer(value);
	return !blocked && text !== '' && (fit?.schemaFindings ?? []).length > 0;
}

/** Builds a repair request, which shows the model its response and the findings. */
export function repairRequest(
	request: GenerateContentRequest,
	{ value, fit }: Fitted,
): GenerateContentRequest {
	const hasSchema = request.generationConfig?.responseJsonSchema !== undefined;
	const text = [
		hasSchema ? "This response doesn't fit its JSON Schema:" : "This response isn't JSON:",
		...listFindings(fit?.schemaFindings ?? [], 'The response').map((line) => `- ${line}`),
		hasSchema
			? 'Return the same content as JSON that fits the schema, and nothing else.'
			: 'Return the same content as JSON, and nothing else.',
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

/** Merges both requests. Uses the second response unless it is blocked or empty. */
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

/** The first response, with a finding about the failed repair request. */
export function notRepaired(first: Fitted, why: string): Fitted {
	const { fit } = first;
	const finding = { path: '', problem: `The repair request failed: ${why}` };
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
