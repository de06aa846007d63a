import type { Put } from '../../../domain/pieces';
import type { BatchPrompt } from '../../batchJobs';
import type * as wire from './batchWire';

/** A prompt with its index. */
export interface PlacedPrompt extends BatchPrompt {
	index: number;
}

export function* placed(prompts: readonly BatchPrompt[]): Generator<PlacedPrompt> {
	for (const [index, prompt] of prompts.entries()) yield { index, ...prompt };
}

export function putPrompt({ index, customId, request }: PlacedPrompt, put: Put): void {
	const line = {
		n8n_row: `row-${index}`,
		...(customId !== undefined && { n8n_id: `id-${customId}` }),
		request,
	};
	put(JSON.stringify(line));
	put('\n');
}

/** The index in a line of requests or responses; undefined for a line that this package didn't write. */
export function rowOf({ n8n_row: row }: Pick<wire.AnswerLine, 'n8n_row'>): number | undefined {
	const [, place] = /^row-(\d+)$/.exec(typeof row === 'string' ? row : '') ?? [];
	return place === undefined ? undefined : Number(place);
}

export function customIdOf({ n8n_id: id }: Pick<wire.AnswerLine, 'n8n_id'>): string | null {
	return typeof id === 'string' && id.startsWith('id-') ? id.slice('id-'.length) : null;
}
