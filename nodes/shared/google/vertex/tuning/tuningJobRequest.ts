/** Converts a tuning spec to Vertex AI's request. */

import { defined } from '../../../domain/defined';
import type { StoredDataset, TuningSpec } from '../../tuning';
import { toHyperParameters } from './hyperparameters';
import { keyLabel } from './tuningJobs';
import type * as wire from '../vertexWire';

/**
 * @param source as `toSource` returns it
 * @param key the idempotency key, for the job's label
 * @param noted further labels of this package
 */
export function toTuningJob(
	spec: TuningSpec,
	source: Pick<wire.TuningJob, 'baseModel' | 'preTunedModel'>,
	data: StoredDataset,
	key: string,
	noted: Record<string, string> = {},
): wire.TuningJob {
	const { displayName, description, serviceAccount, kmsKeyName, labels } = spec;
	return {
		...source,
		...toTuningSpec(spec, data),
		...defined({ tunedModelDisplayName: displayName, description, serviceAccount }),
		labels: { ...labels, ...noted, [keyLabel]: key },
		...(kmsKeyName !== undefined && { encryptionSpec: { kmsKeyName } }),
	};
}

function toTuningSpec(
	spec: TuningSpec,
	{ trainingUri, validationUri }: StoredDataset,
): Pick<wire.TuningJob, 'supervisedTuningSpec' | 'preferenceOptimizationSpec'> {
	const { method, exportLastCheckpointOnly } = spec;
	const { beta, ...hyperParameters } = toHyperParameters(spec);
	const datasets = {
		trainingDatasetUri: trainingUri,
		...defined({ validationDatasetUri: validationUri, exportLastCheckpointOnly }),
	};
	return method === 'preference'
		? {
				preferenceOptimizationSpec: {
					...datasets,
					hyperParameters: { ...hyperParameters, ...defined({ beta }) },
				},
			}
		: { supervisedTuningSpec: { ...datasets, hyperParameters } };
}
