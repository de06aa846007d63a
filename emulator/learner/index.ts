import { hashText, seededRandom } from '../random.ts';
import type { Example } from './answers.ts';
import { baseAnswer } from './base.ts';
import { createModel, descend, prepare, respond } from './model.ts';
import type { Lesson, Model } from './model.ts';

export type { Example } from './answers.ts';

/** How far one step goes at a learning rate of 1: a rate of 0.001 is a good one, as it is at Google. */
const STEP_PER_RATE = 4000;

/** A model that can be asked. */
export interface Responder {
	/** Up to `count` different answers, best first, always at least one; the same ones every time. */
	respond(prompt: string, count: number): string[];
	/** How it calls functions: with a signature that it wants back, with an ID. */
	readonly calls?: { signed: boolean; ids: boolean };
}

/** The model that was never tuned. */
export const baseModel: Responder = { respond: (prompt) => [baseAnswer(prompt)] };

export interface TrainingOptions {
	examples: readonly Example[];
	batchSize: number;
	learningRate: number;
	/** Goes on from what this training has learnt. */
	from?: Training;
}

/** A training that is carried out as far as somebody wants to know, one step at a time, the same every time. */
export interface Training extends Responder {
	/** Trains up to this step, unless that has happened already; never beyond the furthest step asked for. */
	advanceTo(step: number): void;
	/** The mean loss of each step's batch before its adjustment, in nats. */
	readonly losses: readonly number[];
	/** The model as it now stands. */
	readonly model: Model;
}

/** Prepares a training; nothing is computed before it is asked for. */
export function createTraining({ examples, batchSize, learningRate, from }: TrainingOptions): Training {
	const losses: number[] = [];
	let prepared: { model: Model; lessons: readonly Lesson[]; seed: number } | undefined;
	let epoch: { number: number; order: readonly number[] } | undefined;

	function ready() {
		if (!prepared) {
			const model = createModel(examples, from?.model);
			const lessons = examples.map((example) => prepare(model, example));
			prepared = { model, lessons, seed: hashText(JSON.stringify(examples)) };
		}
		return prepared;
	}

	/** The `nth` example that training meets; each epoch has its own order, and batches run across its end. */
	function lesson(nth: number): Lesson[] {
		const { lessons, seed } = ready();
		const number = Math.floor(nth / lessons.length);
		if (epoch?.number !== number) epoch = { number, order: shuffled(lessons.length, seed + number) };
		return lessons.slice(epoch.order[nth % lessons.length], (epoch.order[nth % lessons.length] ?? 0) + 1);
	}

	function step(): void {
		const { model } = ready();
		const first = losses.length * batchSize;
		const batch = Array.from({ length: batchSize }, (_, i) => lesson(first + i)).flat();
		losses.push(descend(model, batch, learningRate * STEP_PER_RATE));
	}

	return {
		losses,
		get model() {
			return ready().model;
		},
		advanceTo(target) {
			while (losses.length < target) step();
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
