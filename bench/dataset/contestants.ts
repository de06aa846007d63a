import type { ChainNode } from '../../test/harness/chain.ts';
import type { CredentialFile } from '../../test/harness/rest.ts';

/** A node that builds a dataset from all rows. */
export interface Contestant {
	name: string;
	/** Absent for an execution that only reads the rows. */
	node?: ChainNode;
}

const dataset = 'Dataset';

/** A user's replacement for the node: no checks, no split. It uses the faster of n8n's two ways to return a file. */
const code = `
const lines = $input.all().map(({ json }) => JSON.stringify({
	contents: [
		{ role: 'user', parts: [{ text: json.input }] },
		{ role: 'model', parts: [{ text: json.output }] },
	],
}));
const data = Buffer.from(lines.join('\\n')).toString('base64');
return [{ json: {}, binary: { training: { data, mimeType: 'application/jsonl', fileName: 'training.jsonl' } } }];
`;

export const rowsAlone: Contestant = { name: 'rows alone' };

export const codeNode: Contestant = {
	name: 'Code node',
	node: {
		name: dataset,
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		parameters: { jsCode: code },
	},
};

/**
 * Build Dataset with all its checks and a split, without and with the search for near duplicates. The share is small
 * because Vertex AI accepts at most 5,000 validation examples.
 */
export function ourNodes(credential: CredentialFile): { quick: Contestant; thorough: Contestant } {
	const name = 'n8n-nodes-gemini-tuning';
	const node = (nearDuplicate: string): ChainNode => ({
		name: dataset,
		type: `${name}.geminiCreateTunedModel`,
		credentials: { [credential.type]: { id: credential.id, name: credential.name } },
		parameters: {
			authentication: 'googleAuth',
			api: 'vertex',
			operation: 'buildDataset',
			baseModel: { __rl: true, mode: 'id', value: 'gemini-2.5-flash' },
			inputColumn: 'input',
			outputColumn: 'output',
			checks: { nearDuplicate },
			options: { validationSplit: { split: { share: 0.008, seed: '' } } },
		},
	});
	return {
		quick: { name, node: node('off') },
		thorough: { name: `${name} with near duplicates`, node: node('report') },
	};
}
