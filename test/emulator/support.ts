import type { Emulator } from '../../emulator/api.ts';
import { tutorialExamples } from '../fixtures/tutorial.ts';

/** A response with the parsed JSON body, or the text if it isn't JSON. */
export interface Answer<T> {
	status: number;
	headers: Headers;
	body: T;
}

export interface Sending {
	/** An access token; `none` sends no credential. */
	token?: string;
	headers?: Record<string, string>;
	/** An object is sent as JSON, a text unchanged. */
	body?: object | string;
}

/** Sends `GET /v1beta/tunedModels` and the like, by default with the emulator's own access token. */
export async function send<T = unknown>(
	{ url, accessToken }: Pick<Emulator, 'url' | 'accessToken'>,
	line: string,
	{ token = accessToken, headers = {}, body }: Sending = {},
): Promise<Answer<T>> {
	const [method = '', path = ''] = line.split(' ');
	const response = await fetch(url + path, {
		method,
		headers: { ...(token !== 'none' && { authorization: `Bearer ${token}` }), ...headers },
		...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
	});
	const text = await response.text();
	const json = response.headers.get('content-type')?.startsWith('application/json');
	return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
}

export interface Operation {
	name: string;
	metadata: { totalSteps: number; tunedModel: string; completedSteps?: number; completedPercent?: number };
	done?: boolean;
	error?: { code: number; message: string };
	response?: { [key: string]: unknown };
}

export interface ErrorBody {
	error: {
		code: number;
		message: string;
		status: string;
		details?: Array<{ '@type': string; reason?: string }>;
	};
}

export interface Candidates {
	candidates: Array<{ content: { parts: Array<{ text: string }> }; finishReason: string }>;
}

type Rows = ReadonlyArray<readonly [string, string]>;

/** A TunedModel to create, by default with the tutorial's rows on the 1.5 model. */
export function tuning(
	hyperparameters: object = {},
	more: object = {},
	rows: Rows = tutorialExamples,
): object {
	return {
		baseModel: 'models/gemini-1.5-flash-001-tuning',
		...more,
		tuningTask: {
			hyperparameters,
			trainingData: { examples: { examples: rows.map(([textInput, output]) => ({ textInput, output })) } },
		},
	};
}

/** Creates a tuned model with this ID and returns its operation. */
export async function create(emulator: Emulator, id: string, body: object = tuning()): Promise<Operation> {
	const { status, body: operation } = await send<Operation>(
		emulator,
		`POST /v1beta/tunedModels?tunedModelId=${id}`,
		{ body },
	);
	if (status !== 200) throw new Error(JSON.stringify(operation));
	return operation;
}

/** The model's text for a prompt. */
export async function ask(emulator: Emulator, model: string, text: string): Promise<string> {
	const body = { contents: [{ parts: [{ text }] }] };
	const answer = await send<Candidates>(emulator, `POST /v1beta/${model}:generateContent`, { body });
	return answer.body.candidates[0]?.content.parts[0]?.text ?? '';
}

/** Longer than any job of these tests, in milliseconds. */
export const LONG = 24 * 3600 * 1000;
