/** Every operation of every node, while answers are changed at random on their way. */
import fc from 'fast-check';
import type { Api } from '../nodes/scene.ts';
import { answerChanges } from './answerChanges.ts';
import { faultsIn, pollution } from './faults.ts';
import type { PlannedFate } from './gateway.ts';
import { endings } from './gateway.ts';
import { holdTime, inHeldTime } from './heldTime.ts';
import { jsonChanges, shares } from './jsonChanges.ts';
import type { Props, Scenario } from './scenarioKinds.ts';
import { scenarios } from './scenarios.ts';
import { casesOf, longMs, seed } from './settings.ts';
import type { Manner, Outcome, Stage } from './stage.ts';
import { errorModes, setStage } from './stage.ts';

/** Of all scenarios together. */
const cases = casesOf(530);
const perScenario = Math.max(1, Math.ceil(cases / scenarios.length));
/** Milliseconds: the longest limit that a request has, and the steps in which time is held. */
const longestRequestMs = 600_000;

/** A fate, at a share of the way through the requests of a run without faults. */
const fates = fc.array(
	fc.record({
		at: shares,
		times: fc.constantFrom(1, 1, 1, 2, 5, Infinity),
		fate: fc.oneof(
			{ weight: 6, arbitrary: fc.record({ type: fc.constant('changed'), change: answerChanges }) },
			{ weight: 2, arbitrary: fc.record({ type: fc.constant('refused'), change: answerChanges }) },
			{ weight: 1, arbitrary: fc.record({ type: fc.constantFrom(...endings) }) },
		),
	}),
	{ minLength: 1, maxLength: 3 },
);
const manners = fc.record({
	signIn: fc.constantFrom('oAuth2', 'googleAuth'),
	onError: fc.constantFrom(...errorModes),
	damage: jsonChanges,
});

const stages = new Map<Api, Stage>();
let credentials = 0;

beforeAll(async () => {
	for (const api of ['gemini', 'vertex'] as const) stages.set(api, await setStage(api));
	holdTime();
});
afterAll(async () => {
	jest.useRealTimers();
	for (const stage of stages.values()) await stage.close();
});

function stageOf(api: Api): Stage {
	const stage = stages.get(api);
	if (!stage) throw new Error(`There is no stage of ${api}`);
	return stage;
}

const freshCredential = () => `fuzz-${++credentials}`;

async function prepared({ prepare }: Scenario, stage: Stage): Promise<Props> {
	stage.gateway.plan([]);
	stage.emulator.reset();
	return await inHeldTime(prepare(stage), stage);
}

/** Jobs of the kind that a scenario creates, by the names under which nodes return them. */
function jobsAt(stage: Stage, kind: NonNullable<Scenario['creates']>): string[] {
	const state = stage.emulator.state();
	const jobs: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, kind) : [];
	if (!Array.isArray(jobs)) throw new Error(`The emulator has no ${kind}`);
	return jobs.map(({ name, operation }) => String(name ?? operation));
}

/** What is wrong with the items that a node returned as successes. */
function wrongSuccesses(
	{ check, items, least = 0, creates }: Scenario,
	outcome: Outcome,
	stage: Stage,
): string[] {
	const wrong = outcome.items.flatMap(check);
	const count = outcome.items.length + outcome.failures.length;
	const isWhole = outcome.error === undefined && outcome.failures.length === 0;
	if (isWhole && items !== undefined && count !== items)
		wrong.push(`There are ${count} items in place of ${items}`);
	if (isWhole && count < least) wrong.push(`There are ${count} items in place of at least ${least}`);
	if (creates) {
		const jobs = jobsAt(stage, creates);
		if (jobs.length > 1) wrong.push(`There are ${jobs.length} jobs`);
		const strangers = outcome.items.filter(({ name }) => !jobs.some((job) => job === name));
		wrong.push(...strangers.map(({ name }) => `The job ${JSON.stringify(name)} isn't at the service`));
	}
	return wrong;
}

/** Requests that were open for longer than any limit. */
function lateRequests({ gateway }: Stage): string[] {
	return gateway.exchanges.flatMap(({ request, startedAt, endedAt = Date.now() }) =>
		endedAt - startedAt > longestRequestMs ? [`${request} took ${endedAt - startedAt} ms`] : [],
	);
}

/** Whether the limiter that the run used still lets prompts through, after Google has refused some. */
async function heldBack(stage: Stage, manner: Manner, props: Props, scenario: Scenario): Promise<string[]> {
	if (!scenario.limited) return [];
	const change = { type: 'status' as const, status: 429, headers: {} };
	stage.gateway.plan([{ request: 0, times: 3, fate: { type: 'refused', change } }]);
	const later = await inHeldTime(
		stage.run(manner, 'geminiGenerateContent', {
			prompt: 'eighty',
			...scenario.limited.model(props),
			options: { maxTries: 10 },
		}),
		stage,
	);
	const [item] = later.items;
	return typeof item?.['text'] === 'string' ? [] : [`A later prompt fails: ${described(later)}`];
}

function described({ items, failures, error }: Outcome): string {
	return JSON.stringify({ items, failures, error: Reflect.get(Object(error), 'message') });
}

describe.each(
	scenarios.map((scenario): [string, Scenario] => [`${scenario.api}: ${scenario.name}`, scenario]),
)('%s', (_, scenario) => {
	const stage = () => stageOf(scenario.api);
	let props: Props = {};
	let requests = 0;
	let isStale = true;

	async function ready(): Promise<Props> {
		if (isStale) props = await prepared(scenario, stage());
		isStale = !scenario.isReadOnly;
		return props;
	}

	async function run(manner: Manner): Promise<Outcome> {
		return await inHeldTime(scenario.run(stage(), manner, props), stage());
	}

	beforeAll(async () => {
		isStale = true;
		await ready();
		stage().gateway.plan([]);
		const outcome = await run({
			signIn: 'oAuth2',
			onError: 'stopWorkflow',
			damage: [],
			credentialId: freshCredential(),
		});
		requests = stage().gateway.exchanges.length;
		expect(outcome.error).toBeUndefined();
		expect(outcome.items.length).toBeGreaterThan(0);
		expect(wrongSuccesses(scenario, outcome, stage())).toEqual([]);
	});

	it(
		'has no wrong success, raw error or open turn, whatever the answers',
		async () => {
			const property = fc.asyncProperty(fates, manners, async (changes, how) => {
				await ready();
				const manner = { ...how, credentialId: freshCredential() };
				const plan = changes.map(({ at, times, fate }): PlannedFate => ({
					request: Math.floor(at * requests),
					times,
					fate,
				}));
				stage().gateway.plan(plan);
				const outcome = await run(manner);
				const wrong = [
					...faultsIn(outcome),
					...wrongSuccesses(scenario, outcome, stage()),
					...lateRequests(stage()),
					...pollution(),
					...(await heldBack(stage(), manner, props, scenario)),
				];
				if (wrong.length > 0) throw new Error(`${wrong.join('\n')}\nOutcome: ${described(outcome)}`);
			});
			await fc.assert(property, { seed, numRuns: perScenario, endOnFailure: true });
		},
		longMs,
	);
});
