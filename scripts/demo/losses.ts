import type { Emulator } from '../../emulator/api.ts';
import type { TunedModel } from '../../nodes/shared/backend/gemini/wire.ts';
import { until } from '../../test/n8n/until.ts';

/** Watches a model train at the emulator until it has settled; answers the mean loss of every step. */
export async function followLosses(
	{ url, accessToken, serviceAccountKey }: Emulator,
	tunedModel: string,
	say: (line: string) => void,
): Promise<number[]> {
	let said = 0;
	return await until('The job settling', 120, async () => {
		const response = await fetch(`${url}/v1beta/${tunedModel}`, {
			headers: {
				authorization: `Bearer ${accessToken}`,
				'x-goog-user-project': serviceAccountKey.project_id,
			},
		});
		const model: TunedModel = JSON.parse(await response.text());
		const snapshots = model.tuningTask?.snapshots ?? [];
		for (const { step, meanLoss = 0 } of snapshots.slice(said))
			say(`Step ${step}: loss ${meanLoss.toFixed(3)}`);
		said = snapshots.length;
		return model.state === 'CREATING' ? undefined : snapshots.map(({ meanLoss = 0 }) => meanLoss);
	});
}
