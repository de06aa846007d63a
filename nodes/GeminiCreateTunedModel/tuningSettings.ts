/** Settings of a tuning job: one definition each for the panel, the reader and the check of limits. */
import type { ItemContext } from '../shared/runtime/context';
import type { TuningSpec } from '../shared/google/tuning';
import { modelIdLength } from '../shared/domain/creationId';
import { defined } from '../shared/domain/defined';
import type { Can } from '../shared/panel/apis';
import { bucketField, createBucketField } from '../shared/panel/bucketField';
import type { Field } from '../shared/panel/fields';
import {
	choiceField,
	fieldOf,
	flagField,
	numberField,
	optionalTextField,
	readEntries,
	readOptions,
} from '../shared/panel/fields';
import { labelsField } from '../shared/panel/labelFields';
import { modelDefaults, readerProjectsField } from '../shared/panel/modelFields';
import { asNumber } from '../shared/panel/parameters';

const takes =
	(name: keyof TuningSpec): Can =>
	({ tuning }) =>
		tuning.includes(name);

/** The name of a setting, and whether the service has it. */
const setting = (name: keyof TuningSpec) => ({ name, needs: takes(name) });

export const method = choiceField({
	...setting('method'),
	displayName: 'Method',
	noDataExpression: true,
	options: [
		{
			name: 'Preference',
			value: 'preference',
			description: 'Train on a better and a worse answer to each input',
		},
		{ name: 'Supervised', value: 'supervised', description: 'Train on one correct answer to each input' },
	],
	default: 'supervised',
});

export const displayName = optionalTextField({
	displayName: 'Display Name',
	name: 'displayName',
	default: '',
	placeholder: 'e.g. Ticket classifier',
	description: 'Name of the tuned model. When empty, Google chooses the name.',
});

export const bucket = bucketField({
	description:
		"The Cloud Storage bucket for the examples, best in the job's location. When empty, a bucket named after project and location, e.g. 'my-project-tuning-us-central1', is used.",
	displayOptions: { hide: { examplesFrom: ['storage'] } },
	needs: ({ storage }) => storage,
});

const adapterSizeName = 'Adapter Size';

/** Ranks of the adapter: google/cloud/aiplatform/v1/tuning_job.proto, AdapterSize. */
const adapterSizes = [1, 2, 4, 8, 16, 32];

/** Settings that change the estimate of steps and cost. */
export const planSettings = {
	batchSize: numberField({
		...setting('batchSize'),
		displayName: 'Batch Size',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 4,
		description: 'Number of examples in one training step',
	}),
	epochCount: numberField({
		...setting('epochCount'),
		displayName: 'Epochs',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 5,
		description: 'Number of times the training goes through all examples',
	}),
} satisfies SettingFields;

/** Entries of 'Options'. A setting that isn't added isn't sent: Google chooses it. */
export const tuningSettings = {
	...planSettings,
	...modelDefaults(takes),
	adapterSize: fieldOf(
		{
			...setting('adapterSize'),
			displayName: adapterSizeName,
			type: 'options',
			options: adapterSizes.map((value) => ({ name: String(value), value })),
			default: 4,
			description: 'Capacity of the tuned model: larger for more and more varied examples',
		},
		(value) => asNumber(value, adapterSizeName),
	),
	beta: numberField({
		...setting('beta'),
		displayName: 'Beta',
		typeOptions: { minValue: 0.01, maxValue: 0.5, numberPrecision: 2 },
		default: 0.1,
		description: 'How close the tuned model stays to its source model, from 0.01 to 0.5',
		displayOptions: { show: { '/method': ['preference'] } },
	}),
	createBucket: createBucketField({ displayOptions: { hide: { '/examplesFrom': ['storage'] } } }),
	description: optionalTextField({
		...setting('description'),
		displayName: 'Description',
		default: '',
		description: 'The purpose of the tuned model',
	}),
	exportLastCheckpointOnly: flagField({
		...setting('exportLastCheckpointOnly'),
		displayName: 'Last Checkpoint Only',
		default: true,
		description: 'Whether to keep and deploy only the finished model, without its checkpoints',
	}),
	kmsKeyName: optionalTextField({
		...setting('kmsKeyName'),
		displayName: 'Encryption Key',
		default: '',
		placeholder: 'e.g. projects/my-project/locations/us-central1/keyRings/my-ring/cryptoKeys/my-key',
		description:
			"Resource name of the Cloud KMS key that encrypts the job's results. Gemini 3 and later don't support it.",
	}),
	labels: labelsField('Google Cloud labels of the job, e.g. to group costs', takes('labels')),
	learningRate: numberField({
		...setting('learningRate'),
		displayName: 'Learning Rate',
		typeOptions: { minValue: 0, numberPrecision: 6 },
		default: 0.001,
		description: "Size of one training step's change. Can't be combined with 'Learning Rate Multiplier'.",
	}),
	learningRateMultiplier: numberField({
		...setting('learningRateMultiplier'),
		displayName: 'Learning Rate Multiplier',
		typeOptions: { minValue: 0, numberPrecision: 6 },
		default: 1,
		description: "Multiplies Google's recommended learning rate",
	}),
	modelId: optionalTextField({
		...setting('modelId'),
		displayName: 'Model ID',
		default: '',
		placeholder: 'e.g. ticket-classifier',
		description: `ID of the new tuned model, with at most ${modelIdLength} lowercase letters, digits and dashes. When empty, the ID is made from the display name, the rows and the settings.`,
	}),
	readerProjectNumbers: readerProjectsField(
		'Numbers of the Google Cloud projects that can use the tuned model, separated by commas. When empty, no other project can use it.',
		takes('readerProjectNumbers'),
	),
	serviceAccount: optionalTextField({
		...setting('serviceAccount'),
		displayName: 'Service Account',
		default: '',
		placeholder: 'e.g. tuning@my-project.iam.gserviceaccount.com',
		description: "The service account of the job. When empty, Google's own service agent runs the job.",
	}),
} satisfies SettingFields;

type SettingFields = { [K in keyof TuningSpec]?: Field<TuningSpec[K]> };

/** All settings except the source model. */
export function readSettings(ctx: ItemContext, itemIndex: number): Omit<TuningSpec, 'source'> {
	const { readerProjectNumbers = [], ...settings } = readEntries(tuningSettings, readOptions(ctx, itemIndex));
	return {
		...(method.read(ctx, itemIndex) === 'preference' && { method: 'preference' }),
		...defined({
			displayName: displayName.read(ctx, itemIndex),
			bucket: bucket.read(ctx, itemIndex) || undefined,
		}),
		...settings,
		...(readerProjectNumbers.length > 0 && { readerProjectNumbers }),
	};
}
