import { advice } from '../advice';
import type { TextCheck } from './textCheck';

const tag = /<\/?(?:think(?:ing)?|thoughts?|reasoning)>/i;

/** Reasoning in tags, as DeepSeek and Qwen write it before an answer. It stays, since it can be what the model should learn. */
export const thoughtTags: TextCheck = {
	check: 'thoughts',
	finds: (text) => tag.test(text),
	tell: (subject, rows, action) =>
		`${subject} contains reasoning in tags such as <think> in ${rows}. ${advice(action, "It is trained as part of the text. Remove it before this node if the model shouldn't learn it.")}`,
};
