import type { IDataObject } from 'n8n-workflow';
import type { Emulator } from '../../emulator/api.ts';
import type { TunedModel } from '../../nodes/shared/backend/gemini/wire.ts';
import type { TuningJob } from '../../nodes/shared/backend/vertex/wire.ts';
import { until } from '../../test/n8n/until.ts';
import type { Api } from '../../test/n8n/workflowFiles.ts';

type Say = (line: string) => void;

/**
 * Watches what Create Tuned Model started, at the emulator, until it has settled.
 *
 * @returns the mean loss of every step, as far as the service tells it
 */
export const follow: Readonly<
	Record<Api, (emulator: Emulator, created: IDataObject, say: Say) => Promise<number[]>>
> = {
	async gemini(emulator, { tunedModel }, say) {
		let said = 0;
		return await until('The job settling', 120, async () => {
			const model = await read<TunedModel>(emulator, `v1beta/${String(tunedModel)}`);
			const snapshots = model.tuningTask?.snapshots ?? [];
			for (const { step, meanLoss = 0 } of snapshots.slice(said))
				say(`Step ${step}: loss ${meanLoss.toFixed(3)}`);
			said = snapshots.length;
			return model.state === 'CREATING' ? undefined : snapshots.map(({ meanLoss = 0 }) => meanLoss);
		});
	},
	async vertex(emulator, { name }, say) {
		let said = '';
		return await until('The job settling', 120, async () => {
			const job = await read<TuningJob>(emulator, `v1beta1/${String(name)}`);
			const stage = job.tuningJobState ?? job.state ?? '';
			if (stage !== said) say(`The job is at ${stage}`);
			said = stage;
			return job.endTime === undefined ? undefined : [];
		});
	},
};

async function read<T>({ url, accessToken, project }: Emulator, path: string): Promise<T> {
	const headers = { authorization: `Bearer ${accessToken}`, 'x-goog-user-project': project };
	return JSON.parse(await (await fetch(`${url}/${path}`, { headers })).text());
}
