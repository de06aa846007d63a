import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { collect } from '../shared/backend/collect';
import type { Tried } from '../shared/backend/tries';
import { askedModelReader } from '../shared/n8n/askedModel';
import type { Connection } from '../shared/n8n/connect';
import type { LaneRun, ReadyItem } from '../shared/n8n/lanes';
import type { Question } from './ask';
import { createAsker } from './ask';
import { countTokens } from './countTokens';
import { readFinish, toOutput } from './generate';
import type { Pacing } from './pacing';
import { readRequest } from './request';

/** Sends each item's prompt to the model that is asked, or has it counted. */
export function answerItems(ctx: IExecuteFunctions, connection: Connection, pacing: Pacing): LaneRun {
	const { backend } = connection;
	const readModel = askedModelReader(ctx, connection);
	const asker = createAsker(ctx, connection, pacing);
	const whole = backend.generate;
	const inPieces: typeof whole = async (...asked) => await collect(await backend.stream(...asked));
	return async (itemIndex) => {
		const request = readRequest(ctx, itemIndex, backend.supports);
		const finish = readFinish(ctx, itemIndex);
		const model = await readModel(itemIndex);
		if (ctx.getNodeParameter('operation', itemIndex, 'generate') === 'countTokens') {
			const counted = asker.question(
				model,
				'countTokens',
				async (timeoutMs) => await countTokens(ctx, connection, model, request, itemIndex, { timeoutMs }),
			);
			return toItem(itemIndex, counted, ({ value }) => value);
		}
		const method = ctx.getNodeParameter('options.stream', itemIndex, false) === true ? inPieces : whole;
		const prompt = asker.prompt(
			model,
			request,
			async (timeoutMs) => await method(model.name, request, model.checkpointId, { timeoutMs }),
		);
		return toItem(itemIndex, prompt, (answer) =>
			toOutput(ctx, itemIndex, model.name, request, finish, answer),
		);
	};
}

function toItem<T>(
	item: number,
	{ turn, ask }: Question<T>,
	toJson: (answer: Tried<T>) => IDataObject | undefined,
): ReadyItem {
	return {
		...(turn && { turn }),
		async go(given) {
			const json = toJson(await ask(given));
			return json === undefined ? [] : [{ json, pairedItem: { item } }];
		},
	};
}
