import { count } from '../../count';
import type { ValidationLimits } from '../limits';

/** Google's recommendation for both services: ai.google.dev/gemini-api/docs/model-tuning (2025-04-16), docs.cloud.google.com on supervised fine-tuning. */
const recommendedExamples = 100;

export function tellFewExamples(training: number): string | undefined {
	if (training >= recommendedExamples) return undefined;
	return `There ${training === 1 ? 'is one example' : `are ${count(training)} examples`} to learn from, and Google recommends at least ${recommendedExamples}. Add rows if the tuned model answers no better.`;
}

export function tellManyBytes(bytes: number, limit: number): string | undefined {
	if (bytes <= limit) return undefined;
	return `The examples take ${count(bytes)} bytes together, and the limit is ${count(limit)}. Use fewer rows or shorter texts.`;
}

export function tellManyValidationExamples(
	training: number,
	validation: number,
	limits: ValidationLimits,
): string | undefined {
	const ofTraining = Math.max(limits.freeExamples, Math.floor(training * limits.share));
	const limit = Math.min(limits.examples, ofTraining);
	if (validation <= limit) return undefined;
	return `There are ${count(validation)} validation examples to ${count(training)} training examples, and the limit is ${count(limit)}. Use fewer rows for validation.`;
}
