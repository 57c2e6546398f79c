/** What of an exchange is not as the document says; the second half of a rule's name. */
export type ContractRule =
  | 'undeclared-status'
  | 'undeclared-problem'
  | 'undeclared-media-type'
  | 'undeclared-body'
  | 'undeclared-header'
  | 'wrong-header'
  | 'missing-header'
  | 'missing-body'
  | 'missing-field'
  | 'extra-field'
  | 'wrong-type'
  | 'undeclared-null'
  | 'wrong-value'
  | 'undocumented-body'
  | 'undocumented-parameter';

/** One difference between an exchange and the published document. */
export interface ContractFault {
  readonly rule: ContractRule;
  /** `GET /v1/orders/{id}`; null where no documented operation answers. */
  readonly operation: string | null;
  readonly message: string;
  readonly mend: string;
}

export const mends: Readonly<Record<ContractRule, string>> = {
  'undeclared-status': 'Name the error in fails: […] of the @Action or in @Fails(…), or document the status.',
  'undeclared-problem': 'Name the error in fails: […] of the @Action or in @Fails(…) of the handler.',
  'undeclared-media-type': 'Answer with the media type that the document names, or document this one.',
  'undeclared-body': 'Send no body with this status, or document it.',
  'undeclared-header': 'Document the header on the answer, or leave it out.',
  'wrong-header': 'Make the header fit its schema, or mend the schema.',
  'missing-header': 'Write the header that the document promises, or take it out of the document.',
  'missing-body': 'Answer with the documented body, or document the status without one.',
  'missing-field': 'Fill the field in every answer, or document it as optional.',
  'extra-field': 'Take the field out of the answer, or name it in the view or the documented schema.',
  'wrong-type': 'Answer with the documented type, or document the one that is answered.',
  'undeclared-null': 'Declare the field with optional: true, which documents null, or never leave it empty.',
  'wrong-value': 'Keep the value within the documented bounds and format, or widen them.',
  'undocumented-body':
    'Refuse what the schema of the body does not allow: take it by @Input() with a class of fields.',
  'undocumented-parameter':
    'Answer 400 to a parameter that the document does not name, or a value that its schema does not allow; or document what is taken with @ApiQuery.',
};
