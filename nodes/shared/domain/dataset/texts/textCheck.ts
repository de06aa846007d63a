import type { CheckName, Action } from '../preparation';

/** What is looked for in each text of one part of the examples. */
export interface TextCheck {
	check: CheckName;
	/** Of `traits`: texts that lack one of these are not looked at. */
	needs?: number;
	finds: (text: string) => boolean;
	/** A text without what was found; absent where it cannot be mended, and told instead. */
	mend?: (text: string) => string;
	/** @param subject what the part is called: `The column 'question'` */
	tell: (subject: string, rows: string, action: Action) => string;
}
