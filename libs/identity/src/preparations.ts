import { ClosePreparation } from './account-closing.js';
import { ChangePreparation } from './address-changes.js';
import { ProofPreparation } from './address-proofs.js';
import { UndoPreparation } from './address-returns.js';
import { ForgotPasswordPreparation } from './forgot-password.preparation.js';
import { AcceptPreparation } from './invitation-acceptance.js';
import { PasswordChangePreparation } from './password-changes.js';
import { ClosingPreparation, ResumptionPreparation } from './organization-closing/organization-closing.js';
import { ResetPreparation } from './password-resets.js';
import { SignUpPreparation } from './sign-up.preparation.js';

/** What operations have done before their transactions: hashes of passwords, above all. */
export const preparations = [
  AcceptPreparation,
  ChangePreparation,
  ClosePreparation,
  ForgotPasswordPreparation,
  PasswordChangePreparation,
  ProofPreparation,
  ClosingPreparation,
  ResumptionPreparation,
  ResetPreparation,
  SignUpPreparation,
  UndoPreparation,
];
