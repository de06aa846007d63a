import type { IDataObject } from 'n8n-workflow';
import { collect } from '../shared/google/generation/collectStream';
import type { CallLimits } from '../shared/google/backend';
import type { GenerateContentRequest, GenerateContentResponse } from '../shared/google/generation/content';
import type { Tried } from '../shared/google/throttling/tries';
import { TimeIsUpError, TriedInVainError } from '../shared/google/throttling/tries';
import {
	askedModelProperties,
	askedModelReader,
	askedModelSubtitle,
	checkpointField,
} from '../shared/panel/askedModel';
import { requestTimeoutName } from '../shared/panel/generation/retryOptions';
import type { Operation } from '../shared/panel/operations';
import { ItemError } from '../shared/runtime/itemError';
import type { ReadyItem } from '../shared/runtime/manyItems';
import type { Question } from './ask';
import { createAsker } from './ask';
import { finishOptions, readFinish, simplify, toOutput } from './generate';
import { prompt, readRequest, requestOptions } from './generateRequest';
import type { Pacing } from './pacing';
import { isStreamed, pacingOptions, readPacing, responseOptions, totalTimeoutName } from './pacing';
import type { Fitted } from './repair';
import { isRepairable, notRepaired, repaired, repairRequest, toFitted } from './repair';

const fields = [...askedModelProperties, prompt.property];
const options = [...requestOptions, ...pacingOptions, checkpointField.property];

export const generate: Operation = {
	name: 'Generate',
	action: 'Generate content',
	description: 'Generate one response per item',
	subtitle: askedModelSubtitle,
	fields: [...fields, simplify.property],
	options: [...options, ...responseOptions, ...finishOptions],
	runs: 'many',
	run(ctx, signal) {
		const pacing = readPacing(ctx, signal);
		return (connection) => {
			const { backend } = connection;
			const readModel = askedModelReader(ctx, connection);
			const asker = createAsker(ctx, connection, pacing);
			const whole = backend.generate;
			const inPieces: typeof whole = async (...asked) =>
				await collect(await backend.stream(...asked), pacing.bounds.deadline?.signal);
			return async (itemIndex) => {
				const request = readRequest(ctx, itemIndex, backend.supports.promptLength);
				const finish = readFinish(ctx, itemIndex);
				const method = isStreamed(ctx, itemIndex) ? inPieces : whole;
				const model = await readModel(itemIndex);
				const questionOf = (asked: GenerateContentRequest) =>
					asker.prompt(model, asked, async (timeoutMs) => {
						const { name, checkpointId } = model;
						return await method(name, asked, checkpointId, limitsOf(pacing, timeoutMs));
					});
				return toItem(itemIndex, questionOf(request), async (answer) => {
					const first = await toFitted(request, answer);
					const needsRepair = finish.ifInvalid === 'repair' && isRepairable(first);
					const fitted = needsRepair ? await repair(first, request, questionOf) : first;
					return toOutput(model.name, finish, fitted);
				});
			};
		};
	},
};

export const countTokens: Operation = {
	name: 'Count Tokens',
	action: 'Count the tokens of a prompt',
	description: 'Count the billable tokens of a prompt without generating a response',
	subtitle: askedModelSubtitle,
	needs: (supports) => supports.countTokens,
	fields,
	options,
	runs: 'many',
	run(ctx, signal) {
		const pacing = readPacing(ctx, signal);
		return (connection) => {
			const { backend } = connection;
			const readModel = askedModelReader(ctx, connection);
			const asker = createAsker(ctx, connection, pacing);
			return async (itemIndex) => {
				const request = readRequest(ctx, itemIndex, backend.supports.promptLength);
				const { name, ...model } = await readModel(itemIndex);
				const question = asker.question({ name, ...model }, 'countTokens', async (timeoutMs) => {
					const limits = limitsOf(pacing, timeoutMs);
					const counted = await backend.countTokens?.(name, request, model.checkpointId, limits);
					if (counted) return counted;
					throw new ItemError(
						"The Gemini API can't count the tokens of tuned models",
						"Set 'API' to 'Vertex AI'.",
					);
				});
				return toItem(itemIndex, question, async ({ value }) => {
					const { totalTokens, totalBillableCharacters = null } = value;
					return await Promise.resolve({ model: name, totalTokens, totalBillableCharacters });
				});
			};
		};
	},
};

function limitsOf({ bounds }: Pacing, timeoutMs: number): CallLimits {
	return {
		timeoutMs,
		timeoutField: timeoutMs < bounds.requestTimeoutMs ? totalTimeoutName : requestTimeoutName,
	};
}

/** Sends one repair request with its own retries. If it fails, keeps the first response. */
async function repair(
	first: Fitted,
	request: GenerateContentRequest,
	questionOf: (asked: GenerateContentRequest) => Question<GenerateContentResponse>,
): Promise<Fitted> {
	return await questionOf(repairRequest(request, first))
		.ask()
		.then(
			async (second) => repaired(first, await toFitted(request, second)),
			(error: unknown) => {
				if (!(error instanceof TriedInVainError || error instanceof TimeIsUpError)) throw error;
				return notRepaired(first, error.message);
			},
		);
}

function toItem<T>(
	item: number,
	{ acquire, ask }: Question<T>,
	toJson: (answer: Tried<T>) => Promise<IDataObject | undefined>,
): ReadyItem {
	return {
		acquire,
		async send(permit) {
			const json = await toJson(await ask(permit));
			return json === undefined ? [] : [{ json, pairedItem: { item } }];
		},
	};
}
