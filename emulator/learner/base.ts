import { hashText } from '../random.ts';

const CHOICE = /\b(?:one of|choose from|options|labels|categories)\b[^:\n]*:\s*([^\n.?!]+)/i;

/**
 * The output of a base model. If the prompt offers a choice ("one of: a, b, c"), it picks one blindly, but always the same
 * one for the same prompt. Otherwise it returns that it wasn't tuned.
 */
export function baseAnswer(prompt: string): string {
	const offered = CHOICE.exec(prompt)?.[1];
	const options = (offered ?? '')
		.split(/,|\||\bor\b/)
		.map((option) => option.trim())
		.filter((option) => option !== '');
	const picked = options[hashText(prompt) % Math.max(1, options.length)];
	if (options.length > 1 && picked !== undefined) return picked;
	const words = prompt
		.trim()
		.split(/\s+/)
		.filter((word) => word !== '').length;
	return `This is an emulator's base model. It has read ${words} ${words === 1 ? 'word' : 'words'} and was not tuned to answer.`;
}
