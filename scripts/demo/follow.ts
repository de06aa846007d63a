import type { IDataObject } from 'n8n-workflow';
import type { Emulator } from '../../emulator/api.ts';
import type { TunedModel } from '../../nodes/shared/google/gemini/geminiWire.ts';
import type { TuningJob } from '../../nodes/shared/google/vertex/vertexWire.ts';
import { until } from '../../test/harness/until.ts';
import type { Api } from '../../test/harness/workflowFiles.ts';

type Say = (line: string) => void;

/**
 * Watches a job of Create Tuned Model at the emulator until it has finished.
 *
 * @returns the mean loss of every step, if the service reports it
 */
export const follow: Readonly<
	Record<Api, (emulator: Emulator, created: IDataObject, say: Say) => Promise<number[]>>
> = {
	async gemini(emulator, { tunedModel }, say) {
		let reported = 0;
		return await until('The end of the job', 120, async () => {
			const model = await read<TunedModel>(emulator, `v1beta/${String(tunedModel)}`);
			const snapshots = model.tuningTask?.snapshots ?? [];
			for (const { step, meanLoss = 0 } of snapshots.slice(reported))
				say(`Step ${step}: loss ${meanLoss.toFixed(3)}`);
			reported = snapshots.length;
			return model.state === 'CREATING' ? undefined : snapshots.map(({ meanLoss = 0 }) => meanLoss);
		});
	},
	async vertex(emulator, { name }, say) {
		let reported = '';
		return await until('The end of the job', 120, async () => {
			const job = await read<TuningJob>(emulator, `v1beta1/${String(name)}`);
			const stage = job.tuningJobState ?? job.state ?? '';
			if (stage !== reported) say(`The job is at ${stage}`);
			reported = stage;
			return job.endTime === undefined ? undefined : [];
		});
	},
};

async function read<T>({ url, accessToken, project }: Emulator, path: string): Promise<T> {
	const headers = { authorization: `Bearer ${accessToken}`, 'x-goog-user-project': project };
	return JSON.parse(await (await fetch(`${url}/${path}`, { headers })).text());
}
