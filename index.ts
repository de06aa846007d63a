export { GeminiTuningGoogleAuthApi } from './credentials/GeminiTuningGoogleAuthApi.credentials';
export { GeminiTuningOAuth2Api } from './credentials/GeminiTuningOAuth2Api.credentials';
export { GeminiCreateTunedModel } from './nodes/GeminiCreateTunedModel/GeminiCreateTunedModel.node';
export { GeminiGenerateContent } from './nodes/GeminiGenerateContent/GeminiGenerateContent.node';
export { GeminiTunedModel } from './nodes/GeminiTunedModel/GeminiTunedModel.node';
export { GeminiWaitForTuningTrigger } from './nodes/GeminiWaitForTuning/GeminiWaitForTuningTrigger.node';
export { creationKey, modelIdFor } from './nodes/shared/domain/creationId';
export { prepareDataset } from './nodes/shared/domain/prepare/prepareDataset';
export { allowedTreatments, defaultTreatments } from './nodes/shared/domain/prepare/treatments';
