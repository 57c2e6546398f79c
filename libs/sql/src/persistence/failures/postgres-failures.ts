import type { Meaning } from './failure-name.js';

/**
 * Every SQLSTATE of the classes 08, 25, 40, 53, 55, 57 and 58 (PostgreSQL 18, appendix A), and the few of other classes
 * that mean a state of the database. `other` is said of those that only a fault of a program brings about.
 */
export const postgresFailures: Readonly<Record<string, Meaning>> = {
  // 08, connection exceptions; poolers such as PgBouncer say all they have to say as 08P01
  '08000': 'away', // connection_exception
  '08001': 'away', // sqlclient_unable_to_establish_sqlconnection
  '08003': 'away', // connection_does_not_exist
  '08004': 'away', // sqlserver_rejected_establishment_of_sqlconnection
  '08006': 'away', // connection_failure
  '08007': 'away', // transaction_resolution_unknown
  '08P01': 'away', // protocol_violation
  // 23, integrity
  '23505': 'duplicate', // unique_violation
  // 25, invalid transaction states
  '25000': 'other', // invalid_transaction_state
  '25001': 'other', // active_sql_transaction
  '25002': 'other', // branch_transaction_already_active
  '25003': 'other', // inappropriate_access_mode_for_branch_transaction
  '25004': 'other', // inappropriate_isolation_level_for_branch_transaction
  '25005': 'other', // no_active_sql_transaction_for_branch_transaction
  // read_only_sql_transaction; a standby says "during recovery" of what it refuses for being one
  '25006': { when: /during recovery/, means: 'wrong-primary', otherwise: 'read-only' },
  '25007': 'other', // schema_and_data_statement_mixing_not_supported
  '25008': 'other', // held_cursor_requires_same_isolation_level
  '25P01': 'other', // no_active_sql_transaction
  '25P02': 'other', // in_failed_sql_transaction
  '25P03': 'timed-out', // idle_in_transaction_session_timeout
  '25P04': 'timed-out', // transaction_timeout
  // 40, transactions rolled back
  '40000': 'retry', // transaction_rollback
  '40001': 'retry', // serialization_failure
  '40002': 'other', // transaction_integrity_constraint_violation
  '40003': 'away', // statement_completion_unknown
  '40P01': 'retry', // deadlock_detected
  // 53, insufficient resources
  '53000': 'busy', // insufficient_resources
  '53100': 'full', // disk_full
  '53200': 'busy', // out_of_memory
  '53300': 'busy', // too_many_connections
  '53400': 'busy', // configuration_limit_exceeded
  // 55, objects not in the state that is needed
  '55000': { when: /recovery is in progress/, means: 'wrong-primary', otherwise: 'other' }, // object_not_in_prerequisite_state
  '55006': 'locked', // object_in_use
  '55P02': 'other', // cant_change_runtime_param
  '55P03': 'locked', // lock_not_available
  '55P04': 'other', // unsafe_new_enum_value_usage
  // 57, interventions of an operator
  '57000': 'stopping', // operator_intervention
  '57014': 'timed-out', // query_canceled
  '57P01': 'stopping', // admin_shutdown
  '57P02': 'stopping', // crash_shutdown
  '57P03': 'stopping', // cannot_connect_now
  '57P04': 'away', // database_dropped
  '57P05': 'away', // idle_session_timeout
  // 58, errors of the system below
  '58000': 'full', // system_error
  '58030': 'full', // io_error
  '58P01': 'other', // undefined_file
  '58P02': 'other', // duplicate_file
  '58P03': 'other', // file_name_too_long
};

/**
 * Classes of which a code that is not listed, such as one of a newer server or a proxy, means the same. Of the classes
 * 25, 55 and 58 it does not: their codes have little in common.
 */
export const postgresClasses: Readonly<Record<string, Meaning>> = {
  '08': 'away',
  '40': 'retry',
  '53': 'busy',
  '57': 'stopping',
};
