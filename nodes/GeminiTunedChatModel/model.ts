import type {
	ChatModel,
	ChatModelConfig,
	GenerateResult,
	Message,
	StreamChunk,
	Tool,
} from '@n8n/ai-node-sdk';
import type { CallLimits, TuningBackend } from '../shared/backend/backend';
import type { ChatAbilities } from '../shared/backend/capabilities';
import type { GenerateContentRequest, GenerationConfig, SafetySetting } from '../shared/backend/content';
import { ConfigurationError } from '../shared/backend/errors';
import { defined } from '../shared/domain/defined';
import type { AskedModel } from '../shared/n8n/askedModel';
import type { FunctionTool } from './functions';
import { toDeclarations } from './functions';
import { toConversation, withinContents } from './messages';
import { toChunks, toResult } from './result';

/** What a chat model needs of its surroundings. */
export interface ChatModelOptions {
	backend: Pick<TuningBackend, 'generate' | 'stream'>;
	/** What the model takes beside texts. */
	abilities: ChatAbilities;
	model: AskedModel;
	/** Sent with every request. */
	settings: { generationConfig: GenerationConfig; safetySettings: SafetySetting[] };
	/** The JSON Schema of a tool's input; undefined where it has none. */
	schemaOf: (tool: FunctionTool) => object | undefined;
	/** Sends when it is time, again where that helps. */
	send: <T>(once: (limits: CallLimits) => Promise<T>) => Promise<T>;
	/** Turns what went wrong into an error for the user. */
	explain: (error: unknown) => Error;
}

/** A model of Google's as n8n's SDK wants one. It is made anew for each execution, and copied to be given tools. */
export class TunedChatModel implements ChatModel {
	readonly provider = 'google-gemini-tuned';

	readonly modelId: string;

	constructor(
		private readonly options: ChatModelOptions,
		private readonly tools: readonly Tool[] = [],
		private readonly answerSchema?: object,
	) {
		this.modelId = options.model.name;
	}

	withTools(tools: Tool[]): TunedChatModel {
		return new TunedChatModel(this.options, [...this.tools, ...tools], this.answerSchema);
	}

	withStructuredOutput(schema: Record<string, unknown>): TunedChatModel {
		return new TunedChatModel(this.options, this.tools, schema);
	}

	/** @throws NodeApiError or NodeOperationError, also for an answer that is blocked or empty */
	async generate(messages: Message[], config: ChatModelConfig = {}): Promise<GenerateResult> {
		const { backend, model, send, explain } = this.options;
		const answering = async () => {
			const request = this.toRequest(messages, config);
			const response = await send(
				async (limits) => await backend.generate(model.name, request, model.checkpointId, limits),
			);
			return toResult(response, this.functions());
		};
		return await answering().catch((error: unknown) => {
			throw explain(error);
		});
	}

	/** @throws NodeApiError or NodeOperationError, while reading, too */
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
			// Who reads no further has the request stopped.
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

	/** @throws ConfigurationError for a tool that Google does not know, and for what the model cannot do */
	private functions(): FunctionTool[] {
		return this.tools.map((tool) => {
			if (tool.type === 'function') return tool;
			throw new ConfigurationError(
				`The tool '${tool.name}' runs at another provider`,
				'Remove it: this model calls only tools that n8n runs.',
			);
		});
	}

	private toRequest(messages: Message[], config: ChatModelConfig): GenerateContentRequest {
		const { settings, abilities, schemaOf } = this.options;
		const conversation = toConversation(messages);
		const { instruction, contents } = conversation;
		// Google wants a turn of the user's.
		const isTold = instruction !== '' && abilities.systemInstruction && contents.length > 0;
		const functionDeclarations = toDeclarations(this.functions(), schemaOf);
		if (functionDeclarations.length > 0 && !abilities.functions) throw noFunctions;
		const generationConfig = { ...settings.generationConfig, ...this.toGenerationConfig(config) };
		return {
			contents: isTold ? contents : withinContents(conversation),
			...(isTold && { systemInstruction: { parts: [{ text: instruction }] } }),
			...(functionDeclarations.length > 0 && { tools: [{ functionDeclarations }] }),
			...(settings.safetySettings.length > 0 && { safetySettings: settings.safetySettings }),
			...(Object.keys(generationConfig).length > 0 && { generationConfig }),
		};
	}

	/** What the caller sets goes before what the panel says. */
	private toGenerationConfig(config: ChatModelConfig): GenerationConfig {
		const { maxTokens, temperature, topP, topK, presencePenalty, frequencyPenalty, seed } = config;
		const isBound = this.answerSchema !== undefined && this.options.abilities.jsonSchema;
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
				...defined({ responseJsonSchema: this.answerSchema }),
			}),
		};
	}
}

/** What n8n hands on under LangChain's name, as older agents need it. */
function stopIn(config: ChatModelConfig & { stop?: unknown }): string[] | undefined {
	const { stop } = config;
	return Array.isArray(stop) ? stop.filter((text) => typeof text === 'string') : undefined;
}

/** The same values, the first of which is there: a stream that breaks before that can be asked for again. */
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
	'Tuned models of the Gemini API call no tools',
	"Set 'API' to 'Vertex AI', ask a base model, or remove the tools. Nothing was sent.",
);
