import type { Meaning } from './failure-name.js';

/**
 * The errors of MariaDB and MySQL that mean a state of the server, by number: names differ between the two, and mysql2
 * does not know all of them.
 */
export const mysqlFailures: Readonly<Record<number, Meaning>> = {
  // The connection (SQLSTATE 08S01)
  1042: 'away', // ER_BAD_HOST_ERROR
  1043: 'away', // ER_HANDSHAKE_ERROR
  1081: 'away', // ER_IPSOCK_ERROR
  1129: 'away', // ER_HOST_IS_BLOCKED
  1130: 'away', // ER_HOST_NOT_PRIVILEGED
  1152: 'away', // ER_ABORTING_CONNECTION
  1154: 'away', // ER_NET_READ_ERROR_FROM_PIPE
  1155: 'away', // ER_NET_FCNTL_ERROR
  1156: 'away', // ER_NET_PACKETS_OUT_OF_ORDER
  1157: 'away', // ER_NET_UNCOMPRESS_ERROR
  1158: 'away', // ER_NET_READ_ERROR
  1159: 'away', // ER_NET_READ_INTERRUPTED
  1160: 'away', // ER_NET_ERROR_ON_WRITE
  1161: 'away', // ER_NET_WRITE_INTERRUPTED
  1184: 'away', // ER_NEW_ABORTING_CONNECTION
  1927: 'away', // MariaDB: ER_CONNECTION_KILLED
  3159: 'away', // ER_SECURE_TRANSPORT_REQUIRED
  3169: 'away', // MySQL: ER_SESSION_WAS_KILLED
  4031: 'away', // MySQL: ER_CLIENT_INTERACTION_TIMEOUT
  9001: 'away', // ProxySQL: no server of a group answers
  1153: 'other', // ER_NET_PACKET_TOO_LARGE: a statement larger than max_allowed_packet
  // Read-only
  1036: 'read-only', // ER_OPEN_AS_READONLY
  // ER_OPTION_PREVENTS_STATEMENT; other options, such as --secure-file-priv, are no state of the server
  1290: { when: /read[-_]only/i, means: 'read-only', otherwise: 'other' },
  1792: 'read-only', // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
  1836: 'read-only', // ER_READ_ONLY_MODE
  1874: 'read-only', // ER_INNODB_READ_ONLY
  1881: 'read-only', // ER_INNODB_FORCED_RECOVERY
  3989: 'read-only', // MySQL: ER_SCHEMA_READ_ONLY
  // Storage
  3: 'full', // EE_WRITE
  20: 'full', // EE_DISK_FULL
  1021: 'full', // ER_DISK_FULL
  1026: 'full', // ER_ERROR_ON_WRITE
  // ER_GET_ERRNO: the operating system's number is in the message (5 EIO, 28 ENOSPC, 30 EROFS, 122 EDQUOT)
  1030: { when: /\b(error|errno:?) (5|28|30|122)\b/i, means: 'full', otherwise: 'other' },
  1114: 'full', // ER_RECORD_FILE_FULL
  1811: 'full', // ER_IO_WRITE_ERROR
  1878: 'full', // ER_TEMP_FILE_WRITE_FAILURE
  3019: 'full', // MySQL: ER_INNODB_UNDO_LOG_FULL
  3675: 'full', // MySQL: ER_DISK_FULL_NOWAIT
  // Out of a resource
  1037: 'busy', // ER_OUTOFMEMORY
  1038: 'busy', // ER_OUT_OF_SORTMEMORY
  1040: 'busy', // ER_CON_COUNT_ERROR
  1041: 'busy', // ER_OUT_OF_RESOURCES
  1135: 'busy', // ER_CANT_CREATE_THREAD
  1203: 'busy', // ER_TOO_MANY_USER_CONNECTIONS
  1206: 'busy', // ER_LOCK_TABLE_FULL
  1226: 'busy', // ER_USER_LIMIT_REACHED
  1461: 'busy', // ER_MAX_PREPARED_STMT_COUNT_REACHED
  1637: 'busy', // ER_TOO_MANY_CONCURRENT_TRXS
  3015: 'busy', // ER_ENGINE_OUT_OF_MEMORY
  3985: 'busy', // MySQL: ER_MDL_OUT_OF_RESOURCES
  // Locks, of rows as of tables
  1205: 'locked', // ER_LOCK_WAIT_TIMEOUT
  1689: 'locked', // ER_LOCK_ABORTED
  3572: 'locked', // MySQL: ER_LOCK_NOWAIT
  // Starting and stopping
  1053: 'stopping', // ER_SERVER_SHUTDOWN
  1077: 'stopping', // ER_NORMAL_SHUTDOWN
  1079: 'stopping', // ER_SHUTDOWN_COMPLETE
  1080: 'stopping', // ER_FORCING_CLOSE
  3032: 'stopping', // MySQL: ER_SERVER_OFFLINE_MODE
  3168: 'stopping', // MySQL: ER_SERVER_ISNT_AVAILABLE
  // Clusters: Galera answers so while the node is not in its cluster
  1047: { when: /WSREP|not yet prepared/i, means: 'wrong-primary', otherwise: 'other' }, // ER_UNKNOWN_COM_ERROR
  // To be run again
  1020: 'retry', // ER_CHECKREAD: the row has changed since the snapshot of the transaction
  1213: 'retry', // ER_LOCK_DEADLOCK
  3058: 'retry', // MySQL: ER_USER_LOCK_DEADLOCK
  3101: 'retry', // MySQL: ER_TRANSACTION_ROLLBACK_DURING_COMMIT
  // Too slow
  1317: 'timed-out', // ER_QUERY_INTERRUPTED
  1969: 'timed-out', // MariaDB: ER_STATEMENT_TIMEOUT
  3024: 'timed-out', // MySQL: ER_QUERY_TIMEOUT
  // Values
  1062: 'duplicate', // ER_DUP_ENTRY
  1586: 'duplicate', // ER_DUP_ENTRY_WITH_KEY_NAME
  // Transaction states (SQLSTATE 25) that a program brings about
  1179: 'other', // ER_CANT_DO_THIS_DURING_AN_TRANSACTION
  1207: 'other', // ER_READ_ONLY_TRANSACTION
  1568: 'other', // ER_CANT_CHANGE_TX_CHARACTERISTICS
};

/** Classes of SQLSTATE of which a number that is not listed means the same. */
export const mysqlClasses: Readonly<Record<string, Meaning>> = {
  '08': 'away',
  '40': 'retry',
};
