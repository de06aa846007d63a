import type { Candidate, GenerateContentResponse, Part } from './content';

/**
 * Joins the pieces of a streamed response into one response.
 *
 * @throws the signal's reason; reading stops then
 */
export async function collect(
	pieces: AsyncIterable<GenerateContentResponse>,
	signal?: AbortSignal,
): Promise<GenerateContentResponse> {
	const candidates = new Map<number, Candidate>();
	let whole: GenerateContentResponse = {};
	for await (const piece of pieces) {
		signal?.throwIfAborted();
		// The last piece contains the final values of the whole response.
		whole = { ...whole, ...piece };
		for (const candidate of piece.candidates ?? []) {
			const index = candidate.index ?? 0;
			candidates.set(index, joined(candidates.get(index), candidate));
		}
	}
	const inOrder = [...candidates].sort(([one], [other]) => one - other);
	return candidates.size === 0 ? whole : { ...whole, candidates: inOrder.map(([, candidate]) => candidate) };
}

function joined(before: Candidate = {}, next: Candidate): Candidate {
	const parts = [...(before.content?.parts ?? [])];
	for (const part of next.content?.parts ?? []) {
		const last = parts.at(-1);
		if (last && continues(last, part))
			parts[parts.length - 1] = { ...last, ...part, text: `${last.text}${part.text}` };
		else parts.push(part);
	}
	const content = { ...before.content, ...next.content, parts };
	return { ...before, ...next, ...((before.content ?? next.content) && { content }) };
}

/** Only texts continue in the next piece. A signature ends a part. */
function continues(last: Part, part: Part): boolean {
	const areTexts = last.text !== undefined && part.text !== undefined;
	return areTexts && last.thought === part.thought && last.thoughtSignature === undefined;
}
