import type { AccessRule } from '@keelson/kernel';

/** A description that says as well who may call the operation. */
export function withAccess(description: string, rule: AccessRule, provenOnly: ReadonlySet<string>): string {
  const sentence = /[.!?]$/.test(description) ? description : `${description}.`;
  switch (rule.kind) {
    case 'permission':
      return `${sentence}\n\nRequires the permission \`${rule.permission}\`${provenOnly.has(rule.permission) ? ' and a verified email address' : ''}.`;
    case 'operator':
      return `${sentence}\n\nFor installation operators (scope \`installation\`) with the permission \`${rule.permission}\`.`;
    case 'signed-in':
      return `${sentence}\n\nRequires an access token${rule.operators ? ' from a user or an operator' : ''}.`;
    case 'public':
      return `${sentence}\n\nRequires no access token.`;
  }
}
