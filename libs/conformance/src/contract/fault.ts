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
  'undeclared-status': 'List the error in fails: […] of the @Action or in @Fails(…), or document the status.',
  'undeclared-problem': 'List the error in fails: […] of the @Action or in @Fails(…) of the handler.',
  'undeclared-media-type': 'Return the documented media type, or document the one that is returned.',
  'undeclared-body': 'Return no body with this status, or document the body.',
  'undeclared-header': 'Document the header on the response, or remove it.',
  'wrong-header': 'Make the header match its schema, or fix the schema.',
  'missing-header': 'Send the documented header, or remove it from the OpenAPI document.',
  'missing-body': 'Return the documented body, or document the status without a body.',
  'missing-field': 'Return the field in every response, or document it as optional.',
  'extra-field': 'Remove the field from the response, or add it to the view or the documented schema.',
  'wrong-type': 'Return the documented type, or document the type that is returned.',
  'undeclared-null':
    'Declare the field with optional: true, so that its schema allows null. Or never return null.',
  'wrong-value': 'Return a value within the documented bounds and format, or widen them in the schema.',
  'undocumented-body':
    'Reject bodies that the schema does not allow: read the body with @Input() and a class with fields.',
  'undocumented-parameter':
    'Return 400 for an undocumented parameter, and for a value that its schema does not allow. Or document the parameter with @ApiQuery.',
};
