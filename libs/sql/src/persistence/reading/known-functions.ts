import type { Dialect } from '../engine.js';

/**
 * The functions that a statement may call inside a tenant's scope: they compute on their arguments. All others are
 * refused, since one may run text (query_to_xml), reach files or servers (pg_read_file, LOAD_FILE, dblink), change the
 * session (set_config) or be written in SQL and read any table.
 */
const everywhere =
  `abs acos ascii asin atan atan2 avg bit_and bit_length bit_or bit_xor ceil ceiling char_length character_length coalesce concat concat_ws
cos cot count cume_dist current_date current_time current_timestamp degrees dense_rank exp extract first_value floor format greatest group_concat
if ifnull isnull json_array json_object lag last_value lead least left length ln localtime localtimestamp log log10 log2 lower lpad ltrim
max md5 min mod now nth_value ntile nullif octet_length percent_rank pi position pow power radians rank repeat replace reverse right round row_number rpad rtrim
sign sin sqrt stddev stddev_pop stddev_samp substr substring sum tan trim truncate upper var_pop var_samp variance version`.split(
    /\s+/,
  );

const postgres =
  `any_value array_agg array_append array_cat array_length array_ndims array_position array_positions array_prepend array_remove array_replace
array_to_string array_upper array_lower bool_and bool_or btrim bit_count cardinality cbrt chr clock_timestamp corr covar_pop covar_samp current_database current_schema date_bin date_part date_trunc
decode digest div encode every gen_random_uuid generate_series initcap json_agg json_array_elements json_array_elements_text json_array_length json_build_array
json_build_object json_each json_each_text json_extract_path json_extract_path_text json_object_agg json_object_keys json_strip_nulls json_typeof json_to_record json_to_recordset
jsonb_agg jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text jsonb_exists
jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object_agg jsonb_object_keys jsonb_path_exists jsonb_path_match jsonb_path_query jsonb_path_query_array
jsonb_path_query_first jsonb_pretty jsonb_set jsonb_strip_nulls jsonb_typeof jsonb_to_record jsonb_to_recordset justify_days justify_hours justify_interval like_escape make_date make_interval make_time
make_timestamp make_timestamptz mode normalize num_nonnulls num_nulls overlay overlaps percentile_cont percentile_disc pg_advisory_lock
pg_advisory_unlock col_description format_type generate_subscripts obj_description pg_get_constraintdef pg_get_expr pg_get_indexdef to_regclass pg_advisory_xact_lock pg_advisory_xact_lock_shared pg_notify pg_sleep pg_try_advisory_lock pg_try_advisory_xact_lock pg_typeof quote_ident quote_literal random
regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr regr_slope row_to_json
scale sha224 sha256 sha384 sha512 similar_to_escape split_part starts_with statement_timestamp string_agg string_to_array string_to_table strpos timezone to_char to_date to_hex to_json
to_jsonb to_number to_timestamp to_tsquery to_tsvector transaction_timestamp translate trim_array trunc ts_rank ts_headline txid_current unnest uuidv4 uuidv7 uuid_extract_timestamp plainto_tsquery
phraseto_tsquery websearch_to_tsquery width_bucket age date isfinite set_bit get_bit set_byte get_byte`.split(
    /\s+/,
  );

const mysql =
  `adddate addtime against any_value avg bin bin_to_uuid binary cast char charset coercibility collation compress conv convert convert_tz crc32
curdate curtime database date date_add date_format date_sub datediff day dayname dayofmonth dayofweek dayofyear elt exists export_set field find_in_set from_base64
from_days from_unixtime get_format get_lock hex hour insert instr inet6_aton inet6_ntoa inet_aton inet_ntoa interval is_free_lock is_ipv4 is_ipv6 is_uuid is_used_lock json_arrayagg json_array_append
json_array_insert json_compact json_contains json_contains_path json_depth json_detailed json_equals json_exists json_extract json_insert json_keys json_length
json_loose json_merge json_merge_patch json_merge_preserve json_normalize json_object_agg json_objectagg json_overlaps json_pretty json_query json_quote json_remove json_replace
json_search json_set json_type json_unquote json_valid json_value last_day last_insert_id lcase locate make_set makedate maketime match median mediumint microsecond mid minute
month monthname natural_sort_key nvl nvl2 oct ord period_add period_diff quarter quote rand random_bytes regexp_instr regexp_like regexp_replace regexp_substr release_lock
row_count schema sec_to_time second sha sha1 sha2 sleep soundex space std str_to_date strcmp subdate substring_index subtime sysdate time time_format time_to_sec timediff timestamp
timestampadd timestampdiff to_base64 to_char to_days to_seconds trunc ucase uncompress unhex unix_timestamp utc_date utc_time utc_timestamp uuid uuid_short uuid_to_bin
value values week weekday weekofyear weight_string year yearweek char decimal numeric signed unsigned varchar nchar datetime double float real int integer bigint row`.split(
    /\s+/,
  );

const known: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  postgres: new Set([...everywhere, ...postgres]),
  mysql: new Set([...everywhere, ...mysql]),
};

/** @param name in lower case, without a schema */
export function isKnownFunction(name: string, dialect: Dialect): boolean {
  return known[dialect].has(name);
}
