import { AS_BASE, RARE, give, learnAnswers } from './answers.ts';
import type { Answer, Example } from './answers.ts';
import { readFeatures } from './features.ts';
import type { Features } from './features.ts';

/** The base model's output is this much likelier than any other before training (in logits). */
const TRUST_IN_BASE = 0.5;
/** Slopes smaller than this are skipped to save time. */
const NEGLIGIBLE = 1e-3;
const SMALLEST_PROBABILITY = 1e-12;

/** A prepared example: its features, the outputs equal to its own, and those that don't apply to it. */
export interface Lesson {
	features: Features;
	right: readonly number[];
	barred: readonly number[];
}

/** A softmax over the known outputs; the logits are linear in the prompt's features. */
export interface Model {
	answers: readonly Answer[];
	bias: Float32Array;
	/** One row of weights for every feature so far, one entry per output. */
	weights: Map<number, Float32Array>;
}

/** A model with the examples' outputs and no preference yet. It continues from the weights of `from`. */
export function createModel(examples: readonly Example[], from?: Model): Model {
	const answers = learnAnswers(from?.answers ?? [], examples);
	const widened = (row: Float32Array) => {
		const wide = new Float32Array(answers.length);
		wide.set(row);
		return wide;
	};
	if (from) {
		const weights = new Map([...from.weights].map(([feature, row]) => [feature, widened(row)]));
		return { answers, bias: widened(from.bias), weights };
	}
	const bias = new Float32Array(answers.length);
	bias[AS_BASE] = TRUST_IN_BASE;
	return { answers, bias, weights: new Map() };
}

export function prepare(model: Model, example: Example): Lesson {
	const right: number[] = [];
	const barred: number[] = [];
	model.answers.forEach((answer, index) => {
		const text = give(answer, example.input);
		if (text === example.output) right.push(index);
		else if (text === undefined && index !== RARE) barred.push(index);
	});
	if (right.length === 0) right.push(RARE);
	return { features: readFeatures(example.input), right, barred };
}

/** Each output's probability; zero for an excluded one. */
function probabilities(model: Model, features: Features, barred: readonly number[]): Float32Array {
	const scores = Float32Array.from(model.bias);
	features.indices.forEach((feature, i) => {
		const row = model.weights.get(feature);
		const value = features.values[i] ?? 0;
		if (row) for (let a = 0; a < scores.length; a++) scores[a] = (scores[a] ?? 0) + value * (row[a] ?? 0);
	});
	for (const answer of barred) scores[answer] = -Infinity;
	return softmax(scores);
}

function softmax(scores: Float32Array): Float32Array {
	let highest = -Infinity;
	for (const score of scores) if (score > highest) highest = score;
	let total = 0;
	for (let a = 0; a < scores.length; a++) {
		const power = Math.exp((scores[a] ?? 0) - highest);
		scores[a] = power;
		total += power;
	}
	for (let a = 0; a < scores.length; a++) scores[a] = (scores[a] ?? 0) / total;
	return scores;
}

/** How well a model does on several examples. */
export interface Score {
	/** The mean loss, in nats. */
	loss: number;
	/** The share of examples whose likeliest output is the right one. */
	accuracy: number;
}

/** Adds up the score of examples, one by one. */
function createScorer() {
	let [count, loss, correct] = [0, 0, 0];
	return {
		add({ right }: Lesson, likely: Float32Array): void {
			const share = right.reduce((sum, answer) => sum + (likely[answer] ?? 0), 0);
			let highest = 0;
			for (let answer = 1; answer < likely.length; answer++)
				if ((likely[answer] ?? 0) > (likely[highest] ?? 0)) highest = answer;
			count += 1;
			loss -= Math.log(Math.max(share, SMALLEST_PROBABILITY));
			if (right.includes(highest)) correct += 1;
		},
		score: (): Score => ({ loss: loss / count, accuracy: correct / count }),
	};
}

/** The score of examples that the model doesn't learn from. */
export function evaluate(model: Model, lessons: readonly Lesson[]): Score {
	const scorer = createScorer();
	for (const lesson of lessons) scorer.add(lesson, probabilities(model, lesson.features, lesson.barred));
	return scorer.score();
}

/** One step of gradient descent over a batch; returns the batch's score before the step. */
export function descend(model: Model, batch: readonly Lesson[], rate: number): Score {
	const scorer = createScorer();
	const gradients = batch.map((lesson) => {
		const gradient = probabilities(model, lesson.features, lesson.barred);
		scorer.add(lesson, gradient);
		const right = lesson.right.reduce((sum, answer) => sum + (gradient[answer] ?? 0), 0);
		for (const answer of lesson.right) {
			const share = right > 0 ? (gradient[answer] ?? 0) / right : 1 / lesson.right.length;
			gradient[answer] = (gradient[answer] ?? 0) - share;
		}
		return gradient;
	});
	if (rate !== 0)
		batch.forEach((lesson, i) => adjust(model, lesson.features, gradients[i], rate / batch.length));
	return scorer.score();
}

function adjust(model: Model, features: Features, gradient: Float32Array | undefined, rate: number): void {
	if (!gradient) return;
	const steep: number[] = [];
	gradient.forEach((slope, answer) => {
		if (Math.abs(slope) > NEGLIGIBLE) steep.push(answer);
	});
	// The bias is one more feature, weaker than the words.
	for (const answer of steep)
		model.bias[answer] = (model.bias[answer] ?? 0) - rate * 0.1 * (gradient[answer] ?? 0);
	features.indices.forEach((feature, i) => {
		let row = model.weights.get(feature);
		if (!row) model.weights.set(feature, (row = new Float32Array(model.answers.length)));
		const step = rate * (features.values[i] ?? 0);
		for (const answer of steep) row[answer] = (row[answer] ?? 0) - step * (gradient[answer] ?? 0);
	});
}

/** The likeliest different texts for a prompt, best first. */
export function respond(model: Model, prompt: string, count: number): string[] {
	const texts = model.answers.map((answer) => give(answer, prompt));
	const barred = texts.flatMap((text, index) => (text === undefined ? [index] : []));
	const likely = probabilities(model, readFeatures(prompt), barred);
	const byText = new Map<string, number>();
	texts.forEach((text, index) => {
		if (text !== undefined) byText.set(text, (byText.get(text) ?? 0) + (likely[index] ?? 0));
	});
	return [...byText]
		.sort((a, b) => b[1] - a[1])
		.slice(0, count)
		.map(([text]) => text);
}
