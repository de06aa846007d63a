/** What tests of nodes have in common: an emulator whose time they hold, a credential for it, and models trained there at one of the services. */
import type { INode, INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import type { TuningBackend } from '../../nodes/shared/google/backend';
import type { TuningSpec } from '../../nodes/shared/google/tuning';
import type { TuningJob } from '../../nodes/shared/domain/job';
import { buildDataset } from '../../nodes/shared/domain/dataset/buildDataset';
import type { StoredCredentials } from '../engine/credentialStore.ts';
import { PACKAGE } from '../engine/nodeTypes.ts';
import { credential } from '../engine/workflow.ts';
import type { NodeSpec } from '../engine/workflow.ts';
import { geminiBackendAt } from '../fetchClient.ts';
import { tutorialExamples } from '../fixtures/tutorial.ts';
import { vertexBackendAt } from '../vertexClient.ts';

const credentialType = 'geminiTuningOAuth2Api';
const data = buildDataset(tutorialExamples.map(([input, output], item) => ({ item, input, output })));

/** What Google saw of one request. */
interface Seen {
	request: string;
	query?: Record<string, string>;
	body?: unknown;
}

/** By the values of the nodes' `api`. */
export type Api = TuningBackend['kind'];

/** What a scene's models are trained from, and by whom. */
const training: Record<
	Api,
	{
		backendAt: (emulator: Emulator) => TuningBackend;
		spec: Pick<TuningSpec, 'source' | 'bucket' | 'createBucket'>;
	}
> = {
	gemini: { backendAt: geminiBackendAt, spec: { source: { baseModel: 'gemini-1.5-flash-001-tuning' } } },
	vertex: {
		backendAt: vertexBackendAt,
		spec: { source: { baseModel: 'gemini-3.5-flash' }, bucket: 'scene', createBucket: true },
	},
};

export interface Scene {
	emulator: Emulator;
	/** For the engine; its only credential has the ID `1`. */
	credentials: StoredCredentials;
	/** One of this package's nodes with that credential. */
	node(name: string, parameters: INodeParameters, more?: Partial<INode>): NodeSpec;
	/** Starts a job that takes an hour of the emulator's time at most. */
	train(displayName: string, spec?: Partial<TuningSpec>): Promise<TuningJob>;
	/** Starts a job, lets it end and answers its tuned model's resource name. */
	trained(displayName: string, spec?: Partial<TuningSpec>): Promise<string>;
	/** What Google has seen since the last call, oldest first; without the ways of training a scene's own models. */
	seen(): Seen[];
}

export const anHour = 3_600_000;

/** Close its emulator when done. */
export async function setScene(api: Api = 'gemini'): Promise<Scene> {
	const emulator = await startEmulator({
		clock: 'held',
		seed: 1,
		// A node waits for these in real time.
		vertexDurations: { operationMs: 0 },
		jobQuota: { concurrentJobs: 100 },
	});
	const { backendAt, spec: base } = training[api];
	const backend = backendAt(emulator);
	const scene: Scene = {
		emulator,
		credentials: {
			1: {
				type: credentialType,
				data: {
					projectId: emulator.project,
					apiEndpoint: emulator.url,
					clientId: 'client',
					clientSecret: 'secret',
					oauthTokenData: { access_token: emulator.accessToken, refresh_token: 'none' },
				},
			},
		},
		node: (name, parameters, more) => ({
			type: `${PACKAGE}.${name}`,
			parameters: { api, ...parameters },
			credentials: credential(credentialType),
			...more,
		}),
		async train(displayName, spec = {}) {
			const creation = await backend.create({ ...base, displayName, ...spec }, data, {
				project: emulator.project,
			});
			emulator.requests.clear();
			return creation.job;
		},
		async trained(displayName, spec) {
			const { name, tunedModel: known } = await scene.train(displayName, spec);
			emulator.clock.advance(anHour);
			const { tunedModel } = known === null ? await backend.get(name ?? '') : { tunedModel: known };
			emulator.requests.clear();
			if (tunedModel === null) throw new Error('The job has no tuned model');
			return tunedModel;
		},
		seen() {
			const seen = emulator.requests.list().map(({ method, path, query, body }): Seen => ({
				request: `${method} ${path}`,
				...(Object.keys(query).length > 0 && { query }),
				...(body !== undefined && { body }),
			}));
			emulator.requests.clear();
			return seen;
		},
	};
	return scene;
}

/** A resource locator's value. */
export function locator(mode: string, value: string): INodeParameters {
	return { __rl: true, mode, value };
}
