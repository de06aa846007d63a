import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { collect } from '../shared/google/generation/collectStream';
import type { CallLimits } from '../shared/google/backend';
import type { GenerateContentRequest, GenerateContentResponse } from '../shared/google/generation/content';
import type { Tried } from '../shared/google/throttling/tries';
import { TimeIsUpError, TriedInVainError } from '../shared/google/throttling/tries';
import { askedModelReader } from '../shared/panel/askedModel';
import type { Connection } from '../shared/runtime/connect';
import { requestTimeoutName } from '../shared/panel/generation/retryOptions';
import type { ConcurrentRun, ReadyItem } from '../shared/runtime/lanes';
import type { Question } from './ask';
import { createAsker } from './ask';
import { countTokens } from './countTokens';
import { readFinish, toOutput } from './generate';
import type { Pacing } from './pacing';
import { totalTimeoutName } from './pacing';
import type { Fitted } from './repair';
import { isRepairable, notRepaired, repaired, repairRequest, toFitted } from './repair';
import { readRequest } from './generateRequest';

/** Sends each item's prompt to its model, or counts its tokens. */
export function answerItems(ctx: IExecuteFunctions, connection: Connection, pacing: Pacing): ConcurrentRun {
	const { backend } = connection;
	const readModel = askedModelReader(ctx, connection);
	const asker = createAsker(ctx, connection, pacing);
	const whole = backend.generate;
	const inPieces: typeof whole = async (...asked) =>
		await collect(await backend.stream(...asked), pacing.bounds.deadline?.signal);
	const limits = (timeoutMs: number): CallLimits => ({
		timeoutMs,
		timeoutField: timeoutMs < pacing.bounds.requestTimeoutMs ? totalTimeoutName : requestTimeoutName,
	});
	return async (itemIndex) => {
		const request = readRequest(ctx, itemIndex, backend.supports);
		const finish = readFinish(ctx, itemIndex);
		const model = await readModel(itemIndex);
		if (ctx.getNodeParameter('operation', itemIndex, 'generate') === 'countTokens') {
			const counted = asker.question(
				model,
				'countTokens',
				async (timeoutMs) => await countTokens(ctx, connection, model, request, itemIndex, limits(timeoutMs)),
			);
			return toItem(itemIndex, counted, async ({ value }) => await Promise.resolve(value));
		}
		const method = ctx.getNodeParameter('options.stream', itemIndex, false) === true ? inPieces : whole;
		const questionOf = (asked: GenerateContentRequest) =>
			asker.prompt(
				model,
				asked,
				async (timeoutMs) => await method(model.name, asked, model.checkpointId, limits(timeoutMs)),
			);
		return toItem(itemIndex, questionOf(request), async (answer) => {
			const first = await toFitted(request, answer);
			const needsRepair = finish.ifInvalid === 'repair' && isRepairable(first);
			const fitted = needsRepair ? await repair(first, request, questionOf) : first;
			return toOutput(ctx, itemIndex, model.name, finish, fitted);
		});
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
