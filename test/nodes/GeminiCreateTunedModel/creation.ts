/** What tests of Create Tuned Model have in common: its panel filled in for rows like the tutorial's, and runs on them. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runNode } from '../../engine/run.ts';
import type { Run, RunOptions } from '../../engine/run.ts';
import type { NodeSpec } from '../../engine/workflow.ts';
import { tutorialRows } from '../../fixtures/tutorial.ts';
import type { Scene } from '../scene.ts';
import { locator } from '../scene.ts';

/** The node, filled in. */
export function createNode(scene: Scene, baseModel: string, parameters: INodeParameters): NodeSpec {
	return scene.node('geminiCreateTunedModel', {
		tuneFrom: 'baseModel',
		baseModel: locator('id', baseModel),
		displayName: 'Number Predictor',
		inputColumn: 'text_input',
		outputColumn: 'output',
		...parameters,
	});
}

/** A run's rows, one an item, with the scene's credential. */
export function withRows(
	scene: Scene,
	rows: IDataObject[] = tutorialRows,
	more: RunOptions = {},
): RunOptions {
	return { credentials: scene.credentials, items: rows.map((json) => ({ json })), ...more };
}

/** Options that suffice at Vertex AI, where no bucket is there yet. */
export const withBucket = { createBucket: true };

/** Runs the node at Vertex AI. */
export async function createAtVertex(
	scene: Scene,
	parameters: INodeParameters = {},
	rows?: IDataObject[],
): Promise<Run> {
	const node = createNode(scene, 'gemini-3.5-flash', { options: withBucket, ...parameters });
	return await runNode(node, withRows(scene, rows));
}

/** The panel's entry for labels of these keys. */
export const labelsNamed = (...keys: string[]) => ({ label: keys.map((key) => ({ key, value: 'x' })) });
export const manyLabels = (count: number) =>
	labelsNamed(...Array.from({ length: count }, (_, index) => `label-${index}`));
