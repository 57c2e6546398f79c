/** Logs: pino behind Nest's logger, with secrets and personal fields left out on the only way to the output. */
export { contextFields } from './context-fields.js';
export { errorRecord, type ErrorRecord } from './error-record.js';
export { createLogger, type LoggerOptions } from './logger.js';
export { PinoLoggerService } from './pino-logger.service.js';
export { Metrics } from './metrics/metrics.js';
export { counter, histogram } from './metrics/process-metrics.js';
export { redactText } from './redact-text.js';
export { createRedactor, redact, type Redact } from './redaction.js';
export { LogsSettings, type LogFormat, type LogLevel } from './logs.settings.js';
