import type { Candidate, GenerateContentResponse, Part } from './content';

/**
 * Puts an answer that came piece by piece together, as it would have come whole.
 *
 * @throws the signal's reason; nothing more is read then
 */
export async function collect(
	pieces: AsyncIterable<GenerateContentResponse>,
	signal?: AbortSignal,
): Promise<GenerateContentResponse> {
	const candidates = new Map<number, Candidate>();
	let whole: GenerateContentResponse = {};
	for await (const piece of pieces) {
		signal?.throwIfAborted();
		// What is said of the answer as a whole is said last, and in full.
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

/** Texts go on; anything else comes whole. A signature ends what it belongs to. */
function continues(last: Part, part: Part): boolean {
	const areTexts = last.text !== undefined && part.text !== undefined;
	return areTexts && last.thought === part.thought && last.thoughtSignature === undefined;
}
