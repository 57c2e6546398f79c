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
  'undeclared-media-type': 'Return the documented media type, or document this one.',
  'undeclared-body': 'Send no body with this status, or document the body.',
  'undeclared-header': 'Document the header on the response, or remove it.',
  'wrong-header': 'Make the header match its schema, or fix the schema.',
  'missing-header': 'Send the documented header, or remove it from the document.',
  'missing-body': 'Return the documented body, or document the status without one.',
  'missing-field': 'Return the field in every response, or document it as optional.',
  'extra-field': 'Remove the field from the response, or add it to the view or the documented schema.',
  'wrong-type': 'Return the documented type, or document the returned one.',
  'undeclared-null': 'Declare the field with optional: true, which documents null, or always set it.',
  'wrong-value': 'Keep the value within the documented bounds and format, or widen them.',
  'undocumented-body':
    'Refuse bodies that the schema does not allow: read the body with @Input() and a class with fields.',
  'undocumented-parameter':
    'Return 400 for an undocumented parameter, or a value that its schema does not allow; or document the parameter with @ApiQuery.',
};
