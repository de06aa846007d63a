import { blockReason, finishReason } from '../enums.ts';

/** A special response that a mark in the prompt requests, for tests of clients. */
export type Rule =
	| { kind: 'answer' }
	/** The prompt is blocked: feedback with a reason, no candidates. */
	| { kind: 'block'; reason: string }
	/** A candidate without text that ended for this reason. */
	| { kind: 'finish'; reason: string }
	/** Neither candidates nor feedback. */
	| { kind: 'empty' };

const MARK = /\[\[(block|finish|empty)(?::([A-Z_]+))?\]\]/;

/** Reads `[[block]]`, `[[block:OTHER]]`, `[[finish:MAX_TOKENS]]` or `[[empty]]`; an unknown reason is SAFETY. */
export function ruleFor(prompt: string): Rule {
	const [, kind, reason = 'SAFETY'] = MARK.exec(prompt) ?? [];
	switch (kind) {
		case 'block':
			return { kind, reason: Object.hasOwn(blockReason, reason) ? reason : 'SAFETY' };
		case 'finish':
			return { kind, reason: Object.hasOwn(finishReason, reason) ? reason : 'SAFETY' };
		case 'empty':
			return { kind };
		default:
			return { kind: 'answer' };
	}
}
