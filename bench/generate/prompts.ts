import { seededRandom } from '../../emulator/random.ts';

/** Marks at the end of a prompt, by its number; see 'Responses on demand' in the emulator's README. */
export type Marks = Readonly<Record<number, string>>;

/** A text that occurs only in the request of this prompt. */
export function signOf(prompt: number): string {
	return `Ticket ${prompt}:`;
}

/**
 * An n8n expression that returns `count` rows, each with a prompt of its own. The emulator's base model picks one of the
 * two colors, so a response identifies its prompt.
 */
export function rowsExpression(count: number, marks: Marks): string {
	const prompt = [
		'"Ticket " + i + ": the parcel has not come yet. Choose one of: green #" + i + ", red #" + i',
		`(${JSON.stringify(marks)}[i] ?? "")`,
	].join(' + ');
	return `={{ { rows: Array.from({ length: ${count} }, (_, i) => ({ prompt: ${prompt} })) } }}`;
}

const answered = /(?:green|red) #(\d+)\b/;

/** The number of the prompt of a response; undefined for other texts. */
export function answeredPrompt(json: object): number | undefined {
	const found = answered.exec(JSON.stringify(json))?.[1];
	return found === undefined ? undefined : Number(found);
}

/** Picks `count` different prompts, the same ones every time. */
export function pickPrompts(count: number, outOf: number, seed: number): number[] {
	const random = seededRandom(seed);
	const picked = new Set<number>();
	while (picked.size < count) picked.add(Math.floor(random() * outOf));
	return [...picked];
}
