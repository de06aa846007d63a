/** Writes examples as JSONL lines: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning-prepare */

import type { Example, Turn } from '../../../domain/dataset/dataset';
import { escaped } from '../../../domain/jsonBytes';
import type { Put } from '../../../domain/pieces';

/**
 * Writes an example as one line of JSON with its newline. An example with `rejected` is for preference tuning. The line is written in
 * fragments: an object or string for each of 100,000 examples would take most of the upload's memory.
 */
export function putLine({ input, output, rejected, systemInstruction, earlier }: Example, put: Put): void {
	put('{');
	if (systemInstruction !== undefined) {
		put('"systemInstruction":{"role":"system","parts":[{"text":"');
		putEscaped(systemInstruction, put);
		put('"}]},');
	}
	put('"contents":[');
	if (earlier) putEarlier(earlier, put);
	put('{"role":"user","parts":[{"text":"');
	putEscaped(input, put);
	if (rejected === undefined) {
		put('"}]},{"role":"model","parts":[{"text":"');
		putEscaped(output, put);
		put('"}]}]}\n');
		return;
	}
	// Exactly two, which differ by score.
	put('"}]}],"completions":[{"score":1,"completion":{"role":"model","parts":[{"text":"');
	putEscaped(output, put);
	put('"}]}},{"score":0,"completion":{"role":"model","parts":[{"text":"');
	putEscaped(rejected, put);
	put('"}]}}]}\n');
}

function putEarlier(turns: readonly Turn[], put: Put): void {
	for (const { role, text } of turns) {
		put(role === 'user' ? '{"role":"user","parts":[{"text":"' : '{"role":"model","parts":[{"text":"');
		putEscaped(text, put);
		put('"}]},');
	}
}

/** Writes a text escaped for a JSON string. */
function putEscaped(text: string, put: Put): void {
	if (put.json) put.json(text);
	else put(escaped(text));
}

/** Size of the lines in bytes. */
export function bytesOf(examples: Iterable<Example>): number {
	let bytes = 0;
	const put = (text: string) => (bytes += Buffer.byteLength(text));
	for (const example of examples) putLine(example, put);
	return bytes;
}
