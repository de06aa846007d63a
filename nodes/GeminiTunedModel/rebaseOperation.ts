import { defined } from '../shared/domain/defined';
import { toJobOutput } from '../shared/domain/jobOutput';
import { bucketField } from '../shared/panel/bucketField';
import { flagField, optionalTextField, propertiesOf, readEntries, readOptions } from '../shared/panel/fields';
import {
	baseModelLocator,
	readOptionalBaseModel,
	readTunedModel,
	tunedModelLocator,
} from '../shared/panel/modelLocator';
import type { Operation } from '../shared/panel/operations';
import { ItemError } from '../shared/runtime/itemError';

const bucket = bucketField({
	required: true,
	description: 'The Cloud Storage bucket for the files that the job writes',
});

const settings = {
	displayName: optionalTextField({
		displayName: 'Display Name',
		name: 'displayName',
		default: '',
		placeholder: 'e.g. Ticket Classifier 3.5',
		description: 'Name of the new tuned model. When empty, Google chooses the name.',
	}),
	deployToSameEndpoint: flagField({
		displayName: 'Replace at Endpoint',
		name: 'deployToSameEndpoint',
		default: true,
		description: 'Whether to replace the old model with the new one at its endpoint',
	}),
};

const forceNew = flagField({
	displayName: 'Force New',
	name: 'forceNew',
	default: false,
	description:
		'Whether to start a new job even if an equal one exists. A retry of the same execution still starts only one job.',
});

export const rebase: Operation = {
	name: 'Rebase',
	action: 'Rebase a tuned model',
	description: 'Tune a newer base model with the data of a tuned model',
	needs: (supports) => supports.rebase,
	fields: [
		tunedModelLocator('vertex', { description: 'The tuned model whose data is used again' }),
		baseModelLocator('vertex', 'tune', 'The newer model to tune. When empty, Google chooses it', {
			required: false,
		}),
		bucket.property,
	],
	options: propertiesOf({ ...settings, forceNew }),
	agentsNeedPermissionTo: 'start a tuning job',
	runs: 'each',
	async run({ ctx, backend, project, itemIndex }) {
		const options = readOptions(ctx, itemIndex);
		const spec = {
			bucket: bucket.read(ctx, itemIndex),
			...defined({ baseModel: readOptionalBaseModel(ctx, itemIndex) }),
			...readEntries(settings, options),
		};
		const key = { project, ...(forceNew.parse(options.forceNew) && { forceNew: ctx.getExecutionId() }) };
		const creation = await backend.rebase?.(readTunedModel(ctx, itemIndex), spec, key);
		if (!creation) throw new ItemError("The Gemini API can't rebase models", "Set 'API' to 'Vertex AI'.");
		const { job, reused, attempt } = creation;
		return [{ ...toJobOutput(job), reused, attempt }];
	},
};
