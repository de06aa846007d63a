/** Realistic JSON of Google with every field that a reader reads. */

export const at = `projects/1/locations/us-central1`;
const [createTime, updateTime] = ['2026-10-21T07:28:00.123456Z', '2026-10-21T08:28:00Z'];
const times = { createTime, startTime: createTime, endTime: updateTime, updateTime };

export const error = {
	code: 429,
	message: 'Quota exceeded',
	status: 'RESOURCE_EXHAUSTED',
	details: [
		{
			'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
			reason: 'SERVICE_DISABLED',
			domain: 'googleapis.com',
			metadata: { consumer: 'projects/1', service: 'x.googleapis.com', permission: 'aiplatform.x.get' },
		},
		{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' },
		{
			'@type': 'type.googleapis.com/google.rpc.BadRequest',
			fieldViolations: [{ field: 'a', description: 'b' }],
		},
		{
			'@type': 'type.googleapis.com/google.rpc.QuotaFailure',
			violations: [{ quotaMetric: 'm', quotaId: 'PerMinute', quotaValue: '5' }],
		},
	],
};

const snapshot = { step: 1, epoch: 1, meanLoss: 0.5, computeTime: createTime };
export const tunedModel = {
	name: 'tunedModels/a',
	baseModel: 'models/b',
	tunedModelSource: { tunedModel: 'tunedModels/c', baseModel: 'models/b' },
	displayName: 'A',
	description: 'text',
	temperature: 0.5,
	topP: 0.5,
	topK: 5,
	state: 'ACTIVE',
	createTime,
	updateTime,
	tuningTask: {
		startTime: createTime,
		completeTime: updateTime,
		snapshots: [snapshot, snapshot],
		hyperparameters: { epochCount: 5, batchSize: 4, learningRate: 0.001, learningRateMultiplier: 1 },
	},
	readerProjectNumbers: ['1'],
};
const metadata = {
	totalSteps: 9,
	completedSteps: 9,
	completedPercent: 100,
	snapshots: [snapshot],
	tunedModel: 'x',
};
export const geminiOperation = { name: 'tunedModels/a/operations/b', metadata, done: true };
export const permission = {
	name: 'tunedModels/a/permissions/b',
	granteeType: 'USER',
	emailAddress: 'a@b.c',
	role: 'READER',
};
export const baseModel = {
	name: 'models/b',
	displayName: 'B',
	description: 'text',
	supportedGenerationMethods: ['createTunedModel'],
};

const distribution = {
	sum: '10',
	...{ min: 1, max: 5, mean: 2.5, median: 2, p5: 1, p95: 5 },
	buckets: [{ count: 1, left: 0, right: 5 }],
};
const dataStats = {
	tuningDatasetExampleCount: '10',
	totalBillableTokenCount: '100',
	tuningStepCount: '9',
	userInputTokenDistribution: distribution,
	userOutputTokenDistribution: distribution,
	droppedExampleReasons: ['too long'],
};
const datasets = {
	trainingDatasetUri: 'gs://a/b',
	validationDatasetUri: 'gs://a/c',
	exportLastCheckpointOnly: false,
};
const hyperParameters = { epochCount: '3', learningRateMultiplier: 1, adapterSize: 'ADAPTER_SIZE_FOUR' };
export const tuningJob = {
	name: `${at}/tuningJobs/2`,
	state: 'JOB_STATE_SUCCEEDED',
	tuningJobState: 'TUNING_JOB_STATE_TUNING',
	...times,
	error: { code: 3, message: 'no' },
	tunedModel: {
		model: `${at}/models/3@1`,
		endpoint: `${at}/endpoints/4`,
		checkpoints: [{ checkpointId: '1', epoch: '1', step: '9', endpoint: `${at}/endpoints/5` }],
	},
	tuningDataStats: {
		supervisedTuningDataStats: {
			...dataStats,
			userMessagePerExampleDistribution: distribution,
			totalTruncatedExampleCount: '1',
			truncatedExampleIndices: ['7'],
		},
		preferenceOptimizationDataStats: { ...dataStats, droppedExampleIndices: ['7'] },
	},
	baseModel: 'gemini-3.5-flash',
	preTunedModel: { tunedModelName: `${at}/models/6@1`, checkpointId: '1', baseModel: 'x' },
	supervisedTuningSpec: { ...datasets, hyperParameters },
	preferenceOptimizationSpec: { ...datasets, hyperParameters: { ...hyperParameters, beta: 0.1 } },
	tunedModelDisplayName: 'A',
	description: 'text',
	labels: { a: 'b' },
	serviceAccount: 'a@b.c',
	encryptionSpec: { kmsKeyName: 'k' },
};
export const model = {
	name: `${at}/models/3`,
	versionId: '1',
	versionAliases: ['default'],
	displayName: 'A',
	description: 'text',
	labels: { a: 'b' },
	deployedModels: [{ endpoint: `${at}/endpoints/4`, deployedModelId: '9' }],
	defaultCheckpointId: '1',
	createTime,
	updateTime,
};
export const endpoint = {
	name: `${at}/endpoints/4`,
	displayName: 'E',
	deployedModels: [
		{
			id: '9',
			model: `${at}/models/3@1`,
			modelVersionId: '1',
			checkpointId: '1',
			displayName: 'A',
			createTime,
		},
	],
	trafficSplit: { 9: 100 },
	createTime,
};
export const batchJob = {
	name: `${at}/batchPredictionJobs/7`,
	displayName: 'B',
	model: 'publishers/google/models/gemini-3.5-flash',
	inputConfig: { instancesFormat: 'jsonl', gcsSource: { uris: ['gs://a/b'] } },
	outputConfig: { predictionsFormat: 'jsonl', gcsDestination: { outputUriPrefix: 'gs://a/c' } },
	outputInfo: { gcsOutputDirectory: 'gs://a/c/d' },
	state: 'JOB_STATE_SUCCEEDED',
	error: { code: 3, message: 'no' },
	completionStats: { successfulCount: '5', failedCount: '1', incompleteCount: '-1' },
	...times,
	labels: { n8n_batch_key: 'k' },
};

const safetyRatings = [{ category: 'HARM_CATEGORY_HATE_SPEECH', probability: 'HIGH', blocked: true }];
export const generated = {
	candidates: [
		{
			content: {
				role: 'model',
				parts: [
					{ text: 'Hm', thought: true, thoughtSignature: 'AA==' },
					{ text: 'yes' },
					{ functionCall: { id: '1', name: 'look', args: { a: [1] } } },
					{ functionResponse: { id: '1', name: 'look', response: { output: 1 } } },
					{
						inlineData: { mimeType: 'image/png', data: 'AA==' },
						fileData: { mimeType: 'a/b', fileUri: 'gs://a/b' },
					},
					{
						executableCode: { language: 'PYTHON', code: '1' },
						codeExecutionResult: { outcome: 'OK', output: '1' },
					},
				],
			},
			finishReason: 'STOP',
			finishMessage: 'done',
			index: 0,
			safetyRatings,
			avgLogprobs: -0.5,
		},
	],
	promptFeedback: { blockReason: 'SAFETY', blockReasonMessage: 'no', safetyRatings },
	usageMetadata: {
		promptTokenCount: 1,
		candidatesTokenCount: 2,
		thoughtsTokenCount: 3,
		cachedContentTokenCount: 0,
		totalTokenCount: 6,
	},
	modelVersion: 'm',
	responseId: 'r',
};
export const sentRequest = {
	contents: [{ role: 'user', parts: [{ text: 'a' }] }],
	generationConfig: { responseMimeType: 'application/json', responseJsonSchema: { type: 'object' } },
};
export const object = {
	name: 'a/b.jsonl',
	generation: '1',
	size: '10',
	md5Hash: 'AA==',
	crc32c: 'AA==',
	updated: updateTime,
};
export const ofBucket = { name: 'bucket', location: 'US-CENTRAL1', locationType: 'region' };
