/** Builders of scenarios: one operation of one node at one service, and the shape of its success. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { BatchJob } from '../../nodes/shared/domain/batch.ts';
import { tutorialRows } from '../fixtures/tutorial.ts';
import type { Api } from '../nodes/scene.ts';
import { anHour, locator } from '../nodes/scene.ts';
import { batchesOf, key, questions, spec } from '../nodes/shared/google/vertex/batch/scene.ts';
import { vertexBackendAt } from '../vertexClient.ts';
import { geminiBackendAt } from '../fetchClient.ts';
import { changed } from './jsonChanges.ts';
import type { Manner, Outcome, Stage } from './stage.ts';
import type { Check } from './successes.ts';
import * as success from './successes.ts';

/** What a scenario finds at the service before it begins: names by role. */
export type Props = Record<string, string>;

export interface Scenario {
	name: string;
	api: Api;
	/** Whether a run leaves the service as it was. */
	isReadOnly: boolean;
	/** Whether it takes turns of a limiter, and of which model. */
	limited?: { model: (props: Props) => INodeParameters } | undefined;
	prepare: (stage: Stage) => Promise<Props>;
	run: (stage: Stage, manner: Manner, props: Props) => Promise<Outcome>;
	/** Each item that succeeded. */
	check: Check;
	/** How many items a success has; any number when absent. */
	items?: number | undefined;
	/** How many items a success has at least. */
	least?: number;
	/** Whether it creates a job, which has to be in the service afterwards and alone there. */
	creates?: 'tunedModels' | 'tuningJobs' | 'batchJobs' | undefined;
}

const rows: IDataObject[] = tutorialRows.slice(0, 4).map((row) => ({ ...row }));
const baseModels: Record<Api, string> = { gemini: 'gemini-1.5-flash-001-tuning', vertex: 'gemini-3.5-flash' };
const epochs = { epochCount: 1 };
export const ada = 'ada@example.com';
export const nothing = async () => await Promise.resolve<Props>({});

export async function trained(stage: Stage): Promise<Props> {
	return { model: await stage.trained('Number Predictor', epochs) };
}

export async function running(stage: Stage): Promise<Props> {
	const { name } = await stage.train('Number Predictor', { epochCount: 3 });
	return { job: name ?? '' };
}

const sharingOf = (stage: Stage) => {
	const { sharing } = geminiBackendAt(stage.emulator);
	if (!sharing) throw new Error('The service shares nothing');
	return sharing;
};

export async function shared(stage: Stage): Promise<Props> {
	const { model = '' } = await trained(stage);
	const grantee = { granteeType: 'USER' as const, emailAddress: ada };
	const { name } = await sharingOf(stage).add(model, grantee, 'READER');
	return { model, permission: name };
}

export async function batchJob(stage: Stage, isFinished = true): Promise<Props> {
	const batches = batchesOf(vertexBackendAt(stage.emulator));
	const { job }: { job: BatchJob } = await batches.create(spec, questions(3), key);
	stage.emulator.clock.advance(isFinished ? anHour : 1);
	return { job: job.name };
}

export const named = (model = '') => ({ tunedModel: locator('name', model) });

/** An operation of Gemini Tuned Model. */
export function managing(
	api: Api,
	resource: string,
	operation: string,
	parametersOf: (props: Props) => INodeParameters,
	more: Pick<Scenario, 'prepare' | 'check'> & Partial<Scenario>,
): Scenario {
	return {
		name: `${resource} ${operation}`,
		api,
		isReadOnly: operation.startsWith('get'),
		run: async (stage, manner, props) =>
			await stage.run(manner, 'geminiTunedModel', { resource, operation, ...parametersOf(props) }),
		...more,
	};
}

export function onBoth(scenarioAt: (api: Api) => Scenario): Scenario[] {
	return [scenarioAt('gemini'), scenarioAt('vertex')];
}

export function creating(
	api: Api,
	name: string,
	parameters: INodeParameters,
	more: Partial<Scenario> = {},
): Scenario {
	const options = { ...epochs, ...(api === 'vertex' && { createBucket: true }) };
	return {
		name,
		api,
		isReadOnly: false,
		prepare: nothing,
		run: async (stage, manner) =>
			await stage.run(
				manner,
				'geminiCreateTunedModel',
				{
					tuneFrom: 'baseModel',
					baseModel: locator('id', baseModels[api]),
					displayName: 'Number Predictor',
					inputColumn: 'text_input',
					outputColumn: 'output',
					options,
					...parameters,
				},
				rows,
			),
		check: success.job,
		creates: api === 'gemini' ? 'tunedModels' : 'tuningJobs',
		items: 1,
		...more,
	};
}

const prompts: IDataObject[] = ['eighty', 'one', 'two'].map((prompt) => ({ prompt }));
export const asked = {
	tuned: ({ model }: Props): INodeParameters => ({ ask: 'tunedModel', ...named(model) }),
	base: (): INodeParameters => ({ ask: 'baseModel', baseModel: locator('id', 'gemini-2.5-flash') }),
};

export function asking(
	api: Api,
	name: string,
	model: (props: Props) => INodeParameters,
	parameters: INodeParameters,
	more: Partial<Scenario> = {},
): Scenario {
	return {
		name,
		api,
		isReadOnly: true,
		limited: { model },
		prepare: trained,
		run: async (stage, manner, props) =>
			await stage.run(
				manner,
				'geminiGenerateContent',
				{ prompt: '={{ $json.prompt }}', ...model(props), ...parameters },
				prompts,
			),
		check: success.response,
		items: 3,
		...more,
	};
}

export function chatting(api: Api, how: 'invoke' | 'stream'): Scenario {
	return {
		name: `chat model ${how}`,
		api,
		isReadOnly: true,
		limited: { model: asked.tuned },
		prepare: trained,
		run: async (stage, manner, props) =>
			await stage.chat(manner, asked.tuned(props), [{ role: 'user', content: 'eighty' }], how),
		check: success.chat,
		items: 1,
	};
}

/**
 * A poll that finds a finished job, between others that meet no fault: none loses the job.
 *
 * @param isDamaged whether what the workflow stores is damaged as well
 */
export function polling(api: Api, resource: 'tuningJob' | 'batchJob', isDamaged: boolean): Scenario {
	return {
		name: `trigger ${resource}${isDamaged ? ' with a damaged memory' : ''}`,
		api,
		isReadOnly: false,
		prepare: nothing,
		async run(stage, manner) {
			let staticData: IDataObject = {};
			const parameters = { resource, triggerOn: ['succeeded'] };
			const poll = async () => await stage.poll(manner, parameters, staticData);
			const planned = stage.gateway.suspend();
			await poll();
			await (resource === 'batchJob' ? batchJob(stage) : trained(stage));
			if (isDamaged) staticData = damaged(staticData, manner.damage);
			planned.resume();
			const faulty = await poll();
			stage.gateway.suspend();
			const clean = [await poll(), await poll()];
			const items = [faulty, ...clean].flatMap((outcome) => outcome.items);
			const error = clean.find((outcome) => outcome.error !== undefined)?.error;
			return { items, failures: [], error, passing: [faulty.error] };
		},
		check: success.event,
		least: 1,
	};
}

/** Of the memory and its short copy, one is damaged, as n8n then reads it from its database. */
function damaged(stored: IDataObject, changes: Manner['damage']): IDataObject {
	const saved: Record<string, Record<string, unknown>> = JSON.parse(JSON.stringify(stored));
	return Object.fromEntries(
		Object.entries(saved).map(([node, memories]) => {
			const names = Object.keys(memories);
			const chosen = names[Math.floor((changes[0]?.at ?? 0) * names.length)] ?? '';
			return [node, { ...memories, [chosen]: changed(memories[chosen], changes) }];
		}),
	);
}

export function searching(
	api: Api,
	method: string,
	prepare: Scenario['prepare'],
	node = 'geminiCreateTunedModel',
): Scenario {
	return {
		name: method,
		api,
		isReadOnly: true,
		prepare,
		run: async (stage, manner, { model }) => await stage.search(manner, node, named(model), method),
		check: success.found,
	};
}

export const batchCreation: INodeParameters = {
	operation: 'createBatchJob',
	ask: 'baseModel',
	baseModel: locator('id', 'gemini-3.5-flash'),
	prompt: '={{ $json.prompt }}',
	displayName: 'Questions',
	bucket: locator('name', 'batches'),
	options: { createBucket: true },
};

export const everything = { returnAll: true };
export const jobIn = ({ job = '' }: Props) => ({ batchJob: job });
