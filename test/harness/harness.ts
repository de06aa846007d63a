/**
 * Drives the real n8n: a Postgres, n8n processes on it with this package installed, and their REST interface. (chromium.ts
 * for the editor is separate because it loads a big library.)
 *
 *     const postgres = await startPostgres();
 *     const place = await copyTemplate(postgres, template);
 *     const n8n = await startN8n(place);
 *     await n8n.rest.importWorkflows([workflow]);
 *     const execution = await n8n.rest.runWorkflow(workflow.id, 'Start');
 *     itemsOf(execution, 'Create Tuned Model');
 */
export * from './execution.ts';
export * from './fastPoll.ts';
export * from './leftovers.ts';
export * from './n8n.ts';
export * from './package.ts';
export * from './postgres.ts';
export * from './proxy.ts';
export * from './queue.ts';
export * from './rest.ts';
export * from './template.ts';
export * from './until.ts';
