/** Says whether a field's value must not be logged, by the field's name alone. */
export type FieldJudge = (name: string) => boolean;

// Matched at the end of a name, so that new_password, clientSecret and x-api-key are caught, and tokenType is not.
const secretEndings =
  /(password|passwd|passphrase|secret|token|apikey|privatekey|signingkey|authorization|cookie|credential|assertion|(password|token|secret|key)(hash|digest))s?$/;
const secretNames = new Set(['pass', 'pwd', 'otp', 'pin', 'jwt', 'sessionid']);

// `name` is here because people have one: log what else has a name under its kind (`queue: 'mail'`, `job: 'welcome'`).
const personalEndings = /(email|emailaddress|phone|phonenumber|mobile|iban)s?$/;
const personalNames = new Set([
  'name',
  'username',
  'firstname',
  'lastname',
  'fullname',
  'displayname',
  'postaladdress',
  'streetaddress',
  'billingaddress',
  'shippingaddress',
  'birthdate',
  'dateofbirth',
]);

// Statements as drivers put them on their errors: with the values in them, or beside them.
const statementNames = new Set([
  'sql',
  'sqlmessage',
  'parameters',
  'driverparameters',
  'drivererror',
  'rawheaders',
]);

// Names come from code, so there are few; the bound is for the day when somebody logs an object keyed by ids.
const remembered = 2000;

/**
 * A judge of field names: those of secrets, of persons and of SQL, and `more` (compared without case, `-` and `_`).
 *
 * @param more names of fields that a model classes as secret or personal
 */
export function sensitiveFields(more: readonly string[]): FieldJudge {
  const named = new Set(more.map(plain));
  const verdicts = new Map<string, boolean>();
  return (name) => {
    const known = verdicts.get(name);
    if (known !== undefined) return known;
    const text = plain(name);
    const verdict =
      named.has(text) ||
      secretNames.has(text) ||
      personalNames.has(text) ||
      statementNames.has(text) ||
      secretEndings.test(text) ||
      personalEndings.test(text);
    if (verdicts.size < remembered) verdicts.set(name, verdict);
    return verdict;
  };
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}
