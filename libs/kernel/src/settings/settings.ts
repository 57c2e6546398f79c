import { contributionPoint, type Contribution } from '../feature/contribution.js';
import type { ConcreteType } from '../fields/json-schema.js';
import type { SettingsProblem } from './settings-error.js';

/** The settings of one process: an instance of each class that a module of the application has contributed. */
export abstract class Settings {
  /** The values of one class. @throws Error when no module of the application contributes the class */
  abstract get<T extends object>(type: ConcreteType<T>): Readonly<T>;
}

/** Where a process runs, for defaults that depend on it. */
export interface Surroundings {
  /** Whether its output is read on a terminal. */
  readonly terminal: boolean;
  /** Where relative paths start. */
  readonly folder: string;
}

/** What a settings class may do beyond declaring its variables: it implements these methods. */
export interface CheckedSettings {
  /**
   * Rules between settings, also those of other classes. The values may be wrong by themselves, so that one message can
   * name everything.
   */
  check?(settings: Settings): readonly SettingsProblem[];
  /** Fills in what follows from other values. Called once, after all settings were accepted and before they are frozen. */
  complete?(settings: Settings, surroundings: Surroundings): void;
}

/** Where modules say which settings they read; the platform hosts it. */
export const settingsPoint = contributionPoint<readonly ConcreteType[]>('settings');

/**
 * Has an application read these classes from its environment: `Feature.declare({ … }, settings(OrdersSettings))`. Providers
 * then inject them by type.
 */
export function settings(...types: readonly ConcreteType[]): Contribution<readonly ConcreteType[]> {
  return settingsPoint.of(types);
}
