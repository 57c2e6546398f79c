export * from './access/access.js';
export type { CallWords } from './context/call-words.js';
export * from './context/caller.js';
export * from './context/context.js';
export * from './context/deadline.js';
export * from './errors/domain-error.js';
export * from './errors/kernel-errors.js';
export * from './events/event.js';
export * from './events/subscriber.js';
export * from './feature/contribution.js';
export * from './feature/feature.js';
export * from './feature/feature-registry.js';
export * from './feature/sample-data.js';
export * from './feature/stores.js';
export { choiceOf } from './fields/choice.js';
export * from './fields/field-registry.js';
export * from './fields/folding.js';
export type { Fallback, FieldOptions } from './fields/field.js';
export * from './fields/fields.js';
export * from './fields/list-fields.js';
export * from './fields/stamps.js';
export * from './fields/input-class.js';
export * from './fields/instant.js';
export * from './fields/json-schema.js';
export * from './fields/rows.js';
export * from './fields/sample-id.js';
export { foldedWord, longestWord, wordsOf } from './fields/search-words.js';
export { oneLine } from './fields/text-rules.js';
export { isUuid } from './fields/uuid.js';
export * from './list/cursor.js';
export * from './list/list-query.js';
export * from './list/list-rules.js';
export * from './list/read-list-query.js';
export * from './jobs/accepted-job.js';
export * from './jobs/job.js';
export * from './jobs/schedule.js';
export * from './nest/declared-modules.js';
export * from './nest/enhancers.js';
export * from './nest/handlers.js';
export * from './nest/injected-by.js';
export * from './nest/route-arguments.js';
export * from './nest/route-methods.js';
export * from './operation/argument-plan.js';
export * from './operation/gates.js';
export * from './operation/invoker.js';
export * from './operation/operation.js';
export * from './operation/operation-meta.js';
export * from './operation/operation-catalog.js';
export * from './operation/operation-routes.js';
export * from './operation/outcome.js';
export * from './operation/parameters.js';
export * from './operation/refusals.js';
export * from './operation/resource-reader.js';
export * from './operation/transport-only.js';
export { isNamed, namedOnly, readInput } from './operation/read-input.js';
export { readParams } from './operation/read-params.js';
export * from './resource/action.js';
export { areaOf, titleOf, type Audience, type OperatedRows, type Reach } from './resource/audience.js';
export { hiddenFields, refuseHiddenFields } from './resource/hidden-fields.js';
export * from './resource/define-resource.js';
export * from './resource/resource.js';
export type { FieldName, ResourceOptions, StandardVerb, Tenancy } from './resource/resource-options.js';
export * from './resource/resource-controller.js';
export * from './resource/shapes.js';
export type { SoftRemoval } from './resource/soft-removal.js';
export * from './resource/store.js';
export {
  isStreamed,
  ResourceTransfers,
  transferFormats,
  type ReceivedFile,
  type SentFile,
  type TransferFormat,
} from './resource/transfers.js';
export * from './resource/visibility.js';
export * from './settings/setting.js';
export * from './settings/setting-kinds.js';
export * from './settings/settings.js';
export * from './settings/settings-error.js';
