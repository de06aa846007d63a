import type { Call } from './messages.ts';

const MARK = 'emulator:';
/** Google accepts this for calls that another model generated. */
const SKIP = 'skip_thought_signature_validator';

/** The signature that a model of the third generation adds to its first call and requires in the next request. */
export function sign({ name }: Pick<Call, 'name'>): string {
	return Buffer.from(`${MARK}${name}`).toString('base64');
}

export function isSignature(text: string): boolean {
	return text === SKIP || Buffer.from(text, 'base64').toString().startsWith(MARK);
}

/** Whether a model signs its calls: from the third generation on. */
export function signsCalls(baseModel: string): boolean {
	return /^(models\/)?gemini-([3-9]|\d\d)/.test(baseModel);
}
