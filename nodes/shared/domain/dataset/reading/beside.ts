import type { Around } from './conversation';
import { besideMeaning } from './fieldNames';
import { isEmpty } from './isEmpty';
import { blankLine, contentText } from './messageText';
import type { Remarks } from './remarks';

/** Tables hold empty lists of tools and media as JSON, too. */
const emptyJson: ReadonlySet<unknown> = new Set(['[]', '{}', 'null']);

/** Reads the fields beside messages: adds system instructions, and notes all other fields that aren't empty. */
export function readBeside({ object, used }: Around, remarks: Remarks, instructions: string[]): void {
	for (const key of Object.keys(object)) {
		const value = object[key];
		if (used.includes(key) || isEmpty(value)) continue;
		const meaning = besideMeaning(key);
		if (meaning === undefined) remarks.unusedBeside(key);
		else if (meaning === 'unsupported') {
			if (!emptyJson.has(value)) remarks.unsupportedBeside(key);
		} else readInstruction(key, value, remarks, instructions);
	}
}

function readInstruction(key: string, value: unknown, remarks: Remarks, instructions: string[]): void {
	const faults = remarks.faults();
	const text = instructionText(key, value, remarks);
	if (text.trim() !== '') instructions.push(text);
	else if (remarks.faults() === faults) remarks.unusedBeside(key);
}

function instructionText(key: string, value: unknown, remarks: Remarks): string {
	if (typeof value === 'string') return value;
	remarks.startInstruction();
	const text = typeof value === 'object' ? contentText(value, remarks, blankLine) : '';
	if (typeof value !== 'object') remarks.unsupportedPart(key);
	remarks.startMessage(0);
	return text;
}
