export { GeminiTuningGoogleAuthApi } from './credentials/GeminiTuningGoogleAuthApi.credentials';
export { GeminiTuningOAuth2Api } from './credentials/GeminiTuningOAuth2Api.credentials';
export { GeminiCreateTunedModel } from './nodes/GeminiCreateTunedModel/GeminiCreateTunedModel.node';
export { GeminiGenerateContent } from './nodes/GeminiGenerateContent/GeminiGenerateContent.node';
export { GeminiTunedModel } from './nodes/GeminiTunedModel/GeminiTunedModel.node';
export { GeminiWaitForTuningTrigger } from './nodes/GeminiWaitForTuning/GeminiWaitForTuningTrigger.node';
export { creationKey, modelIdFor } from './nodes/shared/domain/creationId';
export { checkExamples } from './nodes/shared/domain/checks';
export { readExamples } from './nodes/shared/domain/examples';
