import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { seededRandom } from '../../emulator/random.ts';
import { tutorialExamples } from '../fixtures/tutorial.ts';
import { LONG, ask, create, send, tuning } from './support.ts';
import { shuffle, teams, writeTickets } from './tickets.ts';
import type { Ticket } from './tickets.ts';

jest.setTimeout(60_000);

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held' });
});
afterAll(async () => await emulator.close());
beforeEach(() => emulator.reset());

interface Snapshots {
	tuningTask: { snapshots: Array<{ epoch?: number; meanLoss: number }> };
}

async function losses(id: string): Promise<number[]> {
	const { body } = await send<Snapshots>(emulator, `GET /v1beta/tunedModels/${id}`);
	return body.tuningTask.snapshots.map(({ meanLoss }) => meanLoss);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Tunes a model to its end. */
async function tune(id: string, body: object): Promise<void> {
	await create(emulator, id, body);
	emulator.clock.advance(LONG);
}

describe('on the tutorial’s fifteen rows', () => {
	test('the loss falls, and the model returns the outputs of its rows', async () => {
		await tune('job', tuning({ batchSize: 2 }));
		const curve = await losses('job');
		expect(curve).toHaveLength(38);
		expect(mean(curve.slice(-7))).toBeLessThan(mean(curve.slice(0, 7)) / 4);
		const answers = await Promise.all(
			tutorialExamples.map(([input]) => ask(emulator, 'tunedModels/job', input)),
		);
		expect(answers).toEqual(tutorialExamples.map(([, output]) => output));
	});

	test('the model applies the rows’ common rewriting to new prompts', async () => {
		await tune('job', tuning());
		expect(await ask(emulator, 'tunedModels/job', 'sixty')).toBe('sixty one');
		expect(await ask(emulator, 'tunedModels/job', '5,000')).toBe('5,001');
	});

	test('the same job has the same losses in another emulator', async () => {
		await tune('job', tuning());
		const here = await losses('job');
		const other = await startEmulator({ clock: 'held' });
		await create(other, 'another-name', tuning());
		other.clock.advance(LONG);
		const { body } = await send<Snapshots>(other, 'GET /v1beta/tunedModels/another-name');
		await other.close();
		expect(body.tuningTask.snapshots.map(({ meanLoss }) => meanLoss)).toEqual(here);
	});

	test('the hyperparameters matter: a higher rate learns faster, another batch size has other losses', async () => {
		await create(emulator, 'slow', tuning({ learningRate: 0.0002 }));
		await create(emulator, 'fast', tuning({ learningRate: 0.002 }));
		await create(emulator, 'multiplied', tuning({ learningRateMultiplier: 2 }));
		await tune('larger', tuning({ batchSize: 15 }));
		const last = async (id: string) => (await losses(id)).at(-1);
		expect(await last('fast')).toBeLessThan((await last('slow')) ?? 0);
		expect(await losses('multiplied')).toEqual(await losses('fast'));
		expect(await losses('larger')).toHaveLength(5);
	});

	test('a learning rate of 0 learns nothing: all epochs have the same loss, and the outputs are the base model’s', async () => {
		await tune('still', tuning({ learningRate: 0, batchSize: 15, epochCount: 6 }));
		expect(new Set((await losses('still')).map((loss) => loss.toFixed(5))).size).toBe(1);
		const base = 'models/gemini-1.5-flash-001-tuning';
		expect(await ask(emulator, 'tunedModels/still', 'one')).toBe(await ask(emulator, base, 'one'));
	});

	test('a canceled job has learned less than one that ran to its end', async () => {
		const body = tuning({ epochCount: 20 });
		const { name } = await create(emulator, 'cut-short', body);
		emulator.clock.advance(300 + 2 * 460);
		await send(emulator, `POST /v1/${name}:cancel`);
		await tune('whole', body);
		expect(await losses('cut-short')).toEqual((await losses('whole')).slice(0, 2));
		const known = async (model: string) => {
			const answers = await Promise.all(tutorialExamples.map(([input]) => ask(emulator, model, input)));
			return answers.filter((answer, i) => answer === tutorialExamples[i]?.[1]).length;
		};
		expect(await known('tunedModels/cut-short')).toBeLessThan(await known('tunedModels/whole'));
	});

	test('a model tuned from a tuned model continues from its weights, and leaves them unchanged', async () => {
		await tune('parent', tuning());
		const before = await ask(emulator, 'tunedModels/parent', 'eighty');
		const source = { baseModel: undefined, tunedModelSource: { tunedModel: 'tunedModels/parent' } };
		await tune('child', tuning({}, source));
		const [parent, child] = [await losses('parent'), await losses('child')];
		expect(mean(child.slice(0, 4))).toBeLessThan(mean(parent.slice(0, 4)) / 2);
		expect(mean(child.slice(-4))).toBeLessThan(mean(parent.slice(-4)));
		await tune('other-rows', tuning({}, source, [['eighty', 'something else']]));
		expect(await ask(emulator, 'tunedModels/other-rows', 'eighty')).toBe('something else');
		expect(await ask(emulator, 'tunedModels/parent', 'eighty')).toBe(before);
		expect(await ask(emulator, 'tunedModels/other-rows', 'seven')).toBe('eight');
	});
});

describe('on 500 labeled rows', () => {
	const training = writeTickets(500, { heldOut: false, seed: 11 });
	const heldOut = writeTickets(200, { heldOut: true, seed: 12 });
	const question = ({ text }: Ticket) => `Which team is this for? One of: ${teams.join(', ')}.\n\n${text}`;
	const rows = (labelled: readonly Ticket[]) =>
		labelled.map((ticket): [string, string] => [question(ticket), ticket.team]);

	async function accuracy(model: string): Promise<number> {
		const answers = await Promise.all(heldOut.map((ticket) => ask(emulator, model, question(ticket))));
		return answers.filter((answer, i) => answer === heldOut[i]?.team).length / heldOut.length;
	}

	test('the set is honest: no held-out ticket is in the training set', () => {
		const known = new Set(training.map(({ text }) => text));
		expect(heldOut.filter(({ text }) => known.has(text))).toEqual([]);
		expect(new Set(heldOut.map(({ team }) => team)).size).toBe(6);
	});

	test('the tuned model beats the base by at least 30 points, and falls back to it with shuffled labels', async () => {
		const labels = shuffle(
			training.map(({ team }) => team),
			seededRandom(3),
		);
		const shuffled = training.map(({ text }, i) => ({ text, team: labels[i] ?? '' }));
		await create(emulator, 'tuned', tuning({}, {}, rows(training)));
		await tune('shuffled', tuning({}, {}, rows(shuffled)));
		const base = await accuracy('models/gemini-1.5-flash-001-tuning');
		const tuned = await accuracy('tunedModels/tuned');
		const misled = await accuracy('tunedModels/shuffled');
		expect(tuned).toBeGreaterThanOrEqual(base + 0.3);
		expect(Math.abs(misled - base)).toBeLessThanOrEqual(0.1);
		const [curve, misledCurve] = [await losses('tuned'), await losses('shuffled')];
		expect(mean(curve.slice(-50))).toBeLessThan(mean(misledCurve.slice(-50)) / 2);
	});
});

test('the emulator contains nothing of the tutorial, so it has learned the outputs', () => {
	const folder = join(__dirname, '..', '..', 'emulator');
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
		file.endsWith('.ts'),
	);
	const code = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
	const spelt = [
		'LXIII',
		'六',
		'twenty',
		'eighty',
		'thirteen',
		'fourteen',
		'ninety',
		'seventy',
		'10,100,000',
		'XIV',
		'roman',
	];
	expect(files.length).toBeGreaterThan(20);
	expect(spelt.filter((word) => code.toLowerCase().includes(word.toLowerCase()))).toEqual([]);
});
