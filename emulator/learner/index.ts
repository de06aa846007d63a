import { hashText, seededRandom } from '../random.ts';
import type { Example } from './answers.ts';
import { baseAnswer } from './base.ts';
import { createModel, descend, evaluate, prepare, respond } from './model.ts';
import type { Lesson, Model, Score } from './model.ts';

export type { Example } from './answers.ts';

/** Size of a step at a learning rate of 1. A rate of 0.001 works well, as with Google. */
const STEP_PER_RATE = 4000;

/** A model that generates text. */
export interface Responder {
	/** Up to `count` different outputs, best first, always at least one. The same prompt always has the same outputs. */
	respond(prompt: string, count: number): string[];
	/** How it calls functions: with a required signature, with an ID. */
	readonly calls?: { signed: boolean; ids: boolean };
}

/** The untuned model. */
export const baseModel: Responder = { respond: (prompt) => [baseAnswer(prompt)] };

export interface TrainingOptions {
	examples: readonly Example[];
	/** Examples that measure the model after every `every` steps. It doesn't learn from them. */
	validation?: { examples: readonly Example[]; every: number };
	batchSize: number;
	learningRate: number;
	/** Continues from the weights of this training. */
	from?: Training;
}

/** A score after a step. */
interface Evaluation extends Score {
	step: number;
}

/** A training that runs step by step, only as far as needed, and always with the same result. */
export interface Training extends Responder {
	/** Trains up to this step, unless that has happened already. */
	advanceTo(step: number): void;
	/** The score of each step's batch before its adjustment. */
	readonly scores: readonly Score[];
	/** The scores of the validation examples. */
	readonly evaluations: readonly Evaluation[];
	/** The model after the latest step. */
	readonly model: Model;
}

interface Prepared {
	model: Model;
	lessons: readonly Lesson[];
	validation: readonly Lesson[];
	seed: number;
}

/** Prepares a training. Computation starts with the first request for a step. */
export function createTraining({
	examples,
	validation,
	batchSize,
	learningRate,
	from,
}: TrainingOptions): Training {
	const scores: Score[] = [];
	const evaluations: Evaluation[] = [];
	let prepared: Prepared | undefined;
	let epoch: { number: number; order: readonly number[] } | undefined;

	function ready() {
		if (!prepared) {
			const model = createModel(examples, from?.model);
			const toLesson = (example: Example) => prepare(model, example);
			prepared = {
				model,
				lessons: examples.map(toLesson),
				validation: validation?.examples.map(toLesson) ?? [],
				seed: hashText(JSON.stringify(examples)),
			};
		}
		return prepared;
	}

	/** The `nth` example of the training. Each epoch has its own order, and batches run across its end. */
	function lesson(nth: number): Lesson[] {
		const { lessons, seed } = ready();
		const number = Math.floor(nth / lessons.length);
		if (epoch?.number !== number) epoch = { number, order: shuffled(lessons.length, seed + number) };
		return lessons.slice(epoch.order[nth % lessons.length], (epoch.order[nth % lessons.length] ?? 0) + 1);
	}

	function step(): void {
		const { model, validation: measured } = ready();
		const first = scores.length * batchSize;
		const batch = Array.from({ length: batchSize }, (_, i) => lesson(first + i)).flat();
		scores.push(descend(model, batch, learningRate * STEP_PER_RATE));
		if (validation && measured.length > 0 && scores.length % validation.every === 0)
			evaluations.push({ step: scores.length, ...evaluate(model, measured) });
	}

	return {
		scores,
		evaluations,
		get model() {
			return ready().model;
		},
		advanceTo(target) {
			while (scores.length < target) step();
		},
		respond: (prompt, count) => respond(ready().model, prompt, count),
	};
}

function shuffled(length: number, seed: number): number[] {
	const random = seededRandom(seed);
	const order = Array.from({ length }, (_, i) => i);
	for (let i = length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		const swapped = order[i] ?? 0;
		order[i] = order[j] ?? 0;
		order[j] = swapped;
	}
	return order;
}
