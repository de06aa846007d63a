import { present } from '../json.ts';
import type { Json } from '../json.ts';

/** A model of Google's. Tunable models contain the settings that their tuned models start with. */
export interface BaseModel {
	/** Without `models/`. */
	id: string;
	version: string;
	displayName: string;
	description: string;
	inputTokenLimit: number;
	outputTokenLimit: number;
	methods: readonly string[];
	temperature?: number;
	topP?: number;
	topK?: number;
	maxTemperature?: number;
	thinking?: boolean;
	/** API versions that have it. */
	apiVersions: readonly string[];
}

const CURRENT = ['v1', 'v1beta'];

export const baseModels: readonly BaseModel[] = [
	{
		id: 'text-bison-001',
		version: '001',
		displayName: 'PaLM 2 (Legacy)',
		description: 'A legacy model that understands text and generates text as an output',
		inputTokenLimit: 8196,
		outputTokenLimit: 1024,
		methods: ['generateText', 'countTextTokens', 'createTunedTextModel'],
		temperature: 0.7,
		topP: 0.95,
		topK: 40,
		apiVersions: ['v1beta3'],
	},
	{
		id: 'gemini-1.0-pro-001',
		version: '001',
		displayName: 'Gemini 1.0 Pro 001 (Tuning)',
		description: 'The original Gemini 1.0 Pro model version that supports tuning.',
		inputTokenLimit: 30720,
		outputTokenLimit: 2048,
		methods: ['generateContent', 'countTokens', 'createTunedModel'],
		temperature: 0.9,
		topP: 1,
		topK: 1,
		apiVersions: CURRENT,
	},
	{
		id: 'gemini-1.5-flash-001-tuning',
		version: '001',
		displayName: 'Gemini 1.5 Flash 001 Tuning',
		description: 'Version of Gemini 1.5 Flash that supports tuning.',
		inputTokenLimit: 16384,
		outputTokenLimit: 8192,
		methods: ['generateContent', 'countTokens', 'createTunedModel'],
		temperature: 1,
		topP: 0.95,
		topK: 64,
		maxTemperature: 2,
		apiVersions: CURRENT,
	},
	{
		id: 'gemini-2.5-flash',
		version: '001',
		displayName: 'Gemini 2.5 Flash',
		description: 'Gemini 2.5 Flash',
		inputTokenLimit: 1048576,
		outputTokenLimit: 65536,
		methods: ['generateContent', 'countTokens', 'createCachedContent', 'batchGenerateContent'],
		temperature: 1,
		topP: 0.95,
		topK: 64,
		maxTemperature: 2,
		thinking: true,
		apiVersions: CURRENT,
	},
	{
		id: 'gemini-3.7-flash',
		version: '3.7-flash-08-2026',
		displayName: 'Gemini 3.7 Flash',
		description: 'Gemini 3.7 Flash',
		inputTokenLimit: 1048576,
		outputTokenLimit: 65536,
		methods: ['generateContent', 'countTokens', 'createCachedContent', 'batchGenerateContent'],
		temperature: 1,
		topP: 0.95,
		topK: 64,
		maxTemperature: 2,
		thinking: true,
		apiVersions: CURRENT,
	},
	{
		id: 'text-embedding-004',
		version: '004',
		displayName: 'Text Embedding 004',
		description: 'Obtain a distributed representation of a text.',
		inputTokenLimit: 2048,
		outputTokenLimit: 1,
		methods: ['embedContent'],
		apiVersions: CURRENT,
	},
];

export function findBaseModel(id: string, apiVersion: string): BaseModel | undefined {
	return baseModels.find((model) => model.id === id && model.apiVersions.includes(apiVersion));
}

export function isTunable(model: BaseModel): boolean {
	return model.methods.includes('createTunedModel') || model.methods.includes('createTunedTextModel');
}

export function renderBaseModel(model: BaseModel): Json {
	const { id, methods, ...rest } = model;
	return present({
		name: `models/${id}`,
		version: rest.version,
		displayName: rest.displayName,
		description: rest.description,
		inputTokenLimit: rest.inputTokenLimit,
		outputTokenLimit: rest.outputTokenLimit,
		supportedGenerationMethods: [...methods],
		temperature: rest.temperature,
		topP: rest.topP,
		topK: rest.topK,
		maxTemperature: rest.maxTemperature,
		thinking: rest.thinking,
	});
}
