import { ApiError, badRequest, invalidArgument } from '../errors.ts';
import type { FieldViolation } from '../errors.ts';
import type { Example } from '../learner/index.ts';
import type { TrainingRow, TunedModelMessage } from './messages.ts';

const LARGEST_REQUEST = 4 * 1024 * 1024;
const LONGEST_INPUT = 40_000;
const LONGEST_OUTPUT = 5_000;
const LONGEST_DISPLAY_NAME = 40;
const DATA = 'tuned_model.tuning_task.training_data';
const HYPERPARAMETERS = 'tuned_model.tuning_task.hyperparameters';

export function checkRequestSize(body: Buffer): void {
	if (body.length > LARGEST_REQUEST) {
		throw new ApiError(
			'INVALID_ARGUMENT',
			`Request payload size exceeds the limit: ${LARGEST_REQUEST} bytes.`,
		);
	}
}

/** Display name, generation settings and hyperparameters. `root` is the field that the body fills. */
export function checkSettings(model: TunedModelMessage): void {
	// Google's error for this one has no reason.
	if ([...(model.displayName ?? '')].length > LONGEST_DISPLAY_NAME) throw invalidArgument();
	const { temperature = 0, topP = 0, topK = 0 } = model;
	if (temperature < 0 || temperature > 1)
		throw invalidArgument('tuned_model.temperature', 'Must be in the range [0.0, 1.0].');
	if (topP < 0 || topP > 1) throw invalidArgument('tuned_model.top_p', 'Must be in the range [0.0, 1.0].');
	if (topK < 0) throw invalidArgument('tuned_model.top_k', 'Must not be negative.');
	const {
		epochCount = 0,
		batchSize = 0,
		learningRate,
		learningRateMultiplier,
	} = model.tuningTask?.hyperparameters ?? {};
	if (epochCount < 0) throw invalidArgument(`${HYPERPARAMETERS}.epoch_count`, 'Must be positive.');
	if (batchSize < 0) throw invalidArgument(`${HYPERPARAMETERS}.batch_size`, 'Must be positive.');
	if ((learningRate ?? 0) < 0)
		throw invalidArgument(`${HYPERPARAMETERS}.learning_rate`, 'Must not be negative.');
	if ((learningRateMultiplier ?? 0) < 0) {
		throw invalidArgument(`${HYPERPARAMETERS}.learning_rate_multiplier`, 'Must not be negative.');
	}
}

/** @throws ApiError 400 that lists every empty or overlong row */
export function readExamples(rows: readonly TrainingRow[] = []): Example[] {
	if (rows.length === 0)
		throw invalidArgument(`${DATA}.examples.examples`, 'At least one example is required.');
	const violations = rows.flatMap(checkRow);
	if (violations.length > 0) {
		throw new ApiError('INVALID_ARGUMENT', 'Request contains an invalid argument.', [badRequest(violations)]);
	}
	return rows.map(({ textInput = '', output = '' }) => ({ input: textInput, output }));
}

function checkRow({ textInput = '', output = '' }: TrainingRow, index: number): FieldViolation[] {
	const at = `${DATA}.examples.examples[${index}]`;
	return [
		...checkText(`${at}.text_input`, textInput, LONGEST_INPUT),
		...checkText(`${at}.output`, output, LONGEST_OUTPUT),
	];
}

function checkText(field: string, text: string, longest: number): FieldViolation[] {
	if (text === '') return [{ field, description: 'Must not be empty.' }];
	const length = [...text].length;
	return length > longest
		? [{ field, description: `Must have at most ${longest} characters, has ${length}.` }]
		: [];
}
