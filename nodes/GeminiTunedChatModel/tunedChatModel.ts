import type {
	ChatModel,
	ChatModelConfig,
	GenerateResult,
	Message,
	StreamChunk,
	Tool,
} from '@n8n/ai-node-sdk';
import type { CallLimits, TuningBackend } from '../shared/google/backend';
import type { ChatAbilities } from '../shared/google/capabilities';
import type {
	GenerateContentRequest,
	GenerationConfig,
	SafetySetting,
} from '../shared/google/generation/content';
import { ConfigurationError } from '../shared/google/http/googleErrors';
import { defined } from '../shared/domain/defined';
import type { AskedModel } from '../shared/panel/askedModel';
import type { FunctionTool } from './functions';
import { toDeclarations } from './functions';
import { toConversation, withinContents } from './chatMessages';
import { toChunks, toResult } from './chatResult';

/** Dependencies and settings of a chat model. */
export interface ChatModelOptions {
	backend: Pick<TuningBackend, 'generate' | 'stream'>;
	/** Features that the model supports besides text. */
	abilities: ChatAbilities;
	model: AskedModel;
	/** Settings of every request. */
	settings: { generationConfig: GenerationConfig; safetySettings: SafetySetting[] };
	/** Returns the JSON Schema of a tool's input, or undefined without one. */
	schemaOf: (tool: FunctionTool) => object | undefined;
	/** Sends a request within the limits and retries temporary errors. */
	send: <T>(once: (limits: CallLimits) => Promise<T>) => Promise<T>;
	/** Converts an error to one for the user. */
	explain: (error: unknown) => Error;
}

/** A Google model with the interface of n8n's SDK. Each execution creates one; `withTools` returns a copy. */
export class TunedChatModel implements ChatModel {
	readonly provider = 'google-gemini-tuned';

	readonly modelId: string;

	constructor(
		private readonly options: ChatModelOptions,
		private readonly tools: readonly Tool[] = [],
		private readonly responseSchema?: object,
	) {
		this.modelId = options.model.name;
	}

	withTools(tools: Tool[]): TunedChatModel {
		return new TunedChatModel(this.options, [...this.tools, ...tools], this.responseSchema);
	}

	withStructuredOutput(schema: Record<string, unknown>): TunedChatModel {
		return new TunedChatModel(this.options, this.tools, schema);
	}

	/** @throws NodeApiError or NodeOperationError, also for a blocked or empty response */
	async generate(messages: Message[], config: ChatModelConfig = {}): Promise<GenerateResult> {
		const { backend, model, send, explain } = this.options;
		const generating = async () => {
			const request = this.toRequest(messages, config);
			const response = await send(
				async (limits) => await backend.generate(model.name, request, model.checkpointId, limits),
			);
			return toResult(response, this.functions());
		};
		return await generating().catch((error: unknown) => {
			throw explain(error);
		});
	}

	/** @throws NodeApiError or NodeOperationError, also while the caller reads */
	async *stream(messages: Message[], config: ChatModelConfig = {}): AsyncGenerator<StreamChunk> {
		const { explain } = this.options;
		const chunks = this.read(messages, config);
		try {
			for (;;) {
				const next = await chunks.next().catch((error: unknown) => {
					throw explain(error);
				});
				if (next.done) return;
				yield next.value;
			}
		} finally {
			// Stops the request if the caller stops reading.
			await chunks.return(undefined);
		}
	}

	private async *read(messages: Message[], config: ChatModelConfig): AsyncGenerator<StreamChunk> {
		const { backend, model, send } = this.options;
		const request = this.toRequest(messages, config);
		const responses = await send(
			async (limits) => await begun(await backend.stream(model.name, request, model.checkpointId, limits)),
		);
		yield* toChunks(responses, this.functions());
	}

	/** @throws ConfigurationError for a tool that another provider runs */
	private functions(): FunctionTool[] {
		return this.tools.map((tool) => {
			if (tool.type === 'function') return tool;
			throw new ConfigurationError(
				`The tool '${tool.name}' runs at another provider`,
				'Remove the tool: this model can only call tools that n8n runs.',
			);
		});
	}

	private toRequest(messages: Message[], config: ChatModelConfig): GenerateContentRequest {
		const { settings, abilities, schemaOf } = this.options;
		const conversation = toConversation(messages);
		const { instruction, contents } = conversation;
		// A system instruction needs at least one message beside it.
		const hasInstruction = instruction !== '' && abilities.systemInstruction && contents.length > 0;
		const functionDeclarations = toDeclarations(this.functions(), schemaOf);
		if (functionDeclarations.length > 0 && !abilities.functions) throw noFunctions;
		const generationConfig = { ...settings.generationConfig, ...this.toGenerationConfig(config) };
		return {
			contents: hasInstruction ? contents : withinContents(conversation),
			...(hasInstruction && { systemInstruction: { parts: [{ text: instruction }] } }),
			...(functionDeclarations.length > 0 && { tools: [{ functionDeclarations }] }),
			...(settings.safetySettings.length > 0 && { safetySettings: settings.safetySettings }),
			...(Object.keys(generationConfig).length > 0 && { generationConfig }),
		};
	}

	/** The caller's settings, which override the panel's. */
	private toGenerationConfig(config: ChatModelConfig): GenerationConfig {
		const { maxTokens, temperature, topP, topK, presencePenalty, frequencyPenalty, seed } = config;
		const isBound = this.responseSchema !== undefined && this.options.abilities.jsonSchema;
		return {
			...defined({
				maxOutputTokens: maxTokens,
				temperature,
				topP,
				topK,
				presencePenalty,
				frequencyPenalty,
				seed,
			}),
			...defined({ stopSequences: config.stopSequences ?? stopIn(config) }),
			...(isBound && {
				responseMimeType: 'application/json',
				...defined({ responseJsonSchema: this.responseSchema }),
			}),
		};
	}
}

/** Stop sequences under LangChain's name, which older agents use. */
function stopIn(config: ChatModelConfig & { stop?: unknown }): string[] | undefined {
	const { stop } = config;
	return Array.isArray(stop) ? stop.filter((text) => typeof text === 'string') : undefined;
}

/** Waits for the first value and returns all values. A stream that breaks before the first value can be retried. */
async function begun<T>(values: AsyncIterable<T>): Promise<AsyncGenerator<T>> {
	const iterator = values[Symbol.asyncIterator]();
	const first = await iterator.next();
	return (async function* () {
		try {
			for (let next = first; !next.done; next = await iterator.next()) yield next.value;
		} finally {
			await iterator.return?.();
		}
	})();
}

const noFunctions = new ConfigurationError(
	"Tuned models of the Gemini API can't call tools",
	"Set 'API' to 'Vertex AI', choose a base model, or remove the tools. Nothing was sent.",
);
