/**
 * Wire types of a tuning job's metrics: its experiment, and the runs and time series of its TensorBoard.
 *
 * Source: google/cloud/aiplatform/v1/{context,metadata_service,tensorboard_run,tensorboard_time_series,tensorboard_data,
 * tensorboard_service}.proto.
 */

import { page } from '../../http/paginate';
import type { Shaped } from '../../http/shape';
import { fields, figure, list, long, text, time } from '../../http/shape';

/** The experiment of a job. Its metadata is an open structure. */
export const context = fields({
	/** `projects/{p}/locations/{l}/tensorboards/{id}` */
	metadata: fields({ backing_tensorboard_resource: text }),
});

export const listTensorboardRunsResponse = page('tensorboardRuns', fields({ name: text }, 'name'));

/** `displayName` is the metric's name, such as `/train_total_loss`. */
export const listTensorboardTimeSeriesResponse = page(
	'tensorboardTimeSeries',
	fields({ name: text, displayName: text }, 'name'),
);

const dataPoint = fields({
	/** Absent for a tensor or a picture. A value of 0 is absent. */
	scalar: fields({ value: figure }),
	wallTime: time,
	step: long,
});

export const batchReadResponse = fields({
	timeSeriesData: list(
		fields({ tensorboardTimeSeriesId: text, values: list(dataPoint) }, 'tensorboardTimeSeriesId'),
	),
});

export type DataPoint = Shaped<typeof dataPoint>;
