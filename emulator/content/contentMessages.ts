import { bool, bytes, double, duration, int32, list, message, oneOf, struct, text } from '../proto.ts';
import { callingMessages } from './calling/messages.ts';

const languages = { LANGUAGE_UNSPECIFIED: 0, PYTHON: 1 } as const;
const outcomes = {
	OUTCOME_UNSPECIFIED: 0,
	OUTCOME_OK: 1,
	OUTCOME_FAILED: 2,
	OUTCOME_DEADLINE_EXCEEDED: 3,
} as const;
const resolutions = {
	MEDIA_RESOLUTION_UNSPECIFIED: 0,
	MEDIA_RESOLUTION_LOW: 1,
	MEDIA_RESOLUTION_MEDIUM: 2,
	MEDIA_RESOLUTION_HIGH: 3,
} as const;
const thinkingLevels = { THINKING_LEVEL_UNSPECIFIED: 0, LOW: 1, MEDIUM: 2, HIGH: 3, MINIMAL: 4 } as const;
const modalities = { MODALITY_UNSPECIFIED: 0, TEXT: 1, IMAGE: 2, AUDIO: 3 } as const;
const personGenerations = {
	PERSON_GENERATION_UNSPECIFIED: 0,
	ALLOW_ALL: 1,
	ALLOW_ADULT: 2,
	ALLOW_NONE: 3,
} as const;

/** The members of a Part that hold its content: a part has one of them. */
export const PART_DATA = [
	'text',
	'inlineData',
	'functionCall',
	'functionResponse',
	'fileData',
	'executableCode',
	'codeExecutionResult',
] as const;

/** Differences between the services. */
interface Dialect {
	/** The full name of a type. */
	type: (name: string) => string;
	service: 'gemini' | 'vertex';
	/** Whether function calls and responses have an ID. */
	ids: boolean;
	/** The full name of the type of ThinkingConfig. */
	thinking: string;
	/** Tools other than functions. */
	tool: readonly string[];
}

/**
 * The messages of a turn and of the settings that both services have. The members come from the protos of 2026 and, for
 * newer ones, from the discovery document (`displayName`, `thinkingLevel`, `mediaResolution`).
 */
export function contentMessages({ type, service, ids, thinking, tool }: Dialect) {
	const gemini = service === 'gemini';
	const named = { ...(!gemini && { displayName: text }) };
	const blob = (name: string) => message(type(name), { mimeType: text, data: bytes, ...named });
	const file = (name: string) => message(type(name), { mimeType: text, fileUri: text, ...named });
	const responsePart = message(
		type('FunctionResponsePart'),
		{
			inlineData: blob('FunctionResponseBlob'),
			...(!gemini && { fileData: file('FunctionResponseFileData') }),
		},
		{ data: ['inlineData', 'fileData'] },
	);
	const calling = callingMessages({ type, service, ids, tool, responsePart });
	const mediaResolution = type(gemini ? 'MediaResolution' : 'Part.MediaResolution');
	const part = message(
		type('Part'),
		{
			text,
			thought: bool,
			thoughtSignature: bytes,
			inlineData: blob('Blob'),
			fileData: file('FileData'),
			functionCall: calling.functionCall,
			functionResponse: calling.functionResponse,
			executableCode: message(type('ExecutableCode'), {
				language: oneOf(type('ExecutableCode.Language'), languages),
				code: text,
				...(gemini && { id: text }),
			}),
			codeExecutionResult: message(type('CodeExecutionResult'), {
				outcome: oneOf(type('CodeExecutionResult.Outcome'), outcomes),
				output: text,
				...(gemini && { id: text }),
			}),
			videoMetadata: message(type('VideoMetadata'), {
				startOffset: duration,
				endOffset: duration,
				fps: double,
			}),
			mediaResolution: message(mediaResolution, {
				level: oneOf(`${mediaResolution}.Level`, { ...resolutions, MEDIA_RESOLUTION_ULTRA_HIGH: 4 }),
			}),
			...(gemini && { partMetadata: struct }),
		},
		{ data: PART_DATA },
	);
	const voiceConfig = message(
		type('VoiceConfig'),
		{
			prebuiltVoiceConfig: message(type('PrebuiltVoiceConfig'), { voiceName: text }),
			...(!gemini && {
				replicatedVoiceConfig: message(type('ReplicatedVoiceConfig'), {
					mimeType: text,
					voiceSampleAudio: bytes,
				}),
			}),
		},
		{ voice_config: ['prebuiltVoiceConfig', 'replicatedVoiceConfig'] },
	);
	const speaker = message(type('SpeakerVoiceConfig'), { speaker: text, voiceConfig });
	return {
		...calling,
		content: message(type('Content'), { role: text, parts: list(part) }),
		/** The members of GenerationConfig that are messages or enums. */
		settings: {
			responseSchema: calling.schema,
			responseModalities: list(oneOf(type('GenerationConfig.Modality'), modalities)),
			speechConfig: message(type('SpeechConfig'), {
				voiceConfig,
				languageCode: text,
				multiSpeakerVoiceConfig: message(type('MultiSpeakerVoiceConfig'), {
					speakerVoiceConfigs: list(speaker),
				}),
			}),
			thinkingConfig: message(thinking, {
				includeThoughts: bool,
				thinkingBudget: int32,
				thinkingLevel: oneOf(`${thinking}.ThinkingLevel`, thinkingLevels),
			}),
			imageConfig: message(type('ImageConfig'), {
				aspectRatio: text,
				imageSize: text,
				...(!gemini && {
					personGeneration: oneOf(type('ImageConfig.PersonGeneration'), personGenerations),
					imageOutputOptions: message(type('ImageConfig.ImageOutputOptions'), {
						mimeType: text,
						compressionQuality: int32,
					}),
				}),
			}),
			mediaResolution: oneOf(type('GenerationConfig.MediaResolution'), resolutions),
		},
	};
}
