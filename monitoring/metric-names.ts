/** Every metric of ours, and the default ones that are read by name. Base units: seconds, bytes, ratios 0..1; counters end in _total. */

// Portal
export const HTTP_REQUESTS_IN_FLIGHT = 'antrean_http_requests_in_flight'
export const HTTP_REQUESTS_ZOMBIE = 'antrean_http_requests_zombie'
export const HTTP_REQUESTS_AGE_SECONDS = 'antrean_http_requests_age_seconds'
export const HTTP_REQUEST_DURATION_SECONDS = 'antrean_http_request_duration_seconds'
export const GATE_DECISIONS_TOTAL = 'antrean_gate_decisions_total'
export const APPLICATIONS_ACCEPTED_TOTAL = 'antrean_applications_accepted_total'

// Portal and worker
export const PG_POOL_CONNECTIONS = 'antrean_pg_pool_connections'
export const PG_POOL_SIZE = 'antrean_pg_pool_size'
export const UPTIME_SECONDS = 'antrean_uptime_seconds'
export const EVENT_LOOP_UTILISATION_RATIO = 'antrean_event_loop_utilisation_ratio'
export const APPLICATIONS_ISSUED_TOTAL = 'antrean_applications_issued_total'
export const APPLICATIONS_PARKED_TOTAL = 'antrean_applications_parked_total'
export const AGENCY_CALL_DURATION_SECONDS = 'antrean_agency_call_duration_seconds'

// Worker: its own work
export const APPLICATION_WAIT_SECONDS = 'antrean_application_wait_seconds'
export const APPLICATION_SERVICE_SECONDS = 'antrean_application_service_seconds'
export const JOB_ATTEMPTS_TOTAL = 'antrean_job_attempts_total'
export const JOBS_STALLED_TOTAL = 'antrean_jobs_stalled_total'
export const JOBS_ACTIVE = 'antrean_jobs_active'

// Shared state: the same value from every process that exports it. Never sum over instances: max.
export const QUEUE_DEPTH = 'antrean_queue_depth'
export const QUEUE_OLDEST_WAIT_SECONDS = 'antrean_queue_oldest_wait_seconds'
export const OUTBOX_UNSENT = 'antrean_outbox_unsent'
export const OUTBOX_OLDEST_SECONDS = 'antrean_outbox_oldest_seconds'
export const BACKLOG = 'antrean_applications_backlog'
export const VERIFICATION_TASKS = 'antrean_verification_tasks'
export const VERIFICATION_OLDEST_SECONDS = 'antrean_verification_oldest_seconds'
export const VERIFICATION_OVERDUE = 'antrean_verification_overdue'
export const VERIFICATION_SLA_USED_RATIO = 'antrean_verification_sla_used_ratio'
export const VERIFICATION_OFFICERS_BUSY = 'antrean_verification_officers_busy'

// Portal: decisions of officers
export const VERIFICATION_DECISIONS_TOTAL = 'antrean_verification_decisions_total'
export const VERIFICATION_DECISION_SECONDS = 'antrean_verification_decision_seconds'

// Agencies
export const AGENCY_CHECKS_TOTAL = 'antrean_agency_checks_total'
export const AGENCY_SLOTS = 'antrean_agency_slots'
export const AGENCY_SLOTS_BUSY = 'antrean_agency_slots_busy'
export const AGENCY_WAITING = 'antrean_agency_waiting'
export const AGENCY_QUOTA_LIMIT = 'antrean_agency_quota_limit'
export const AGENCY_QUOTA_USED = 'antrean_agency_quota_used'
export const AGENCY_CHECK_DURATION_SECONDS = 'antrean_agency_check_duration_seconds'

// Laboratory
export const LAB_ARRIVALS_TOTAL = 'antrean_lab_arrivals_total'
export const LAB_CITIZENS_TOTAL = 'antrean_lab_citizens_total'
export const LAB_CITIZENS_ON_THEIR_WAY = 'antrean_lab_citizens_on_their_way'
export const LAB_ATTEMPTS_TOTAL = 'antrean_lab_attempts_total'
export const LAB_ACKNOWLEDGED_TOTAL = 'antrean_lab_acknowledged_total'
export const LAB_ACKNOWLEDGEMENT_SECONDS = 'antrean_lab_acknowledgement_seconds'
export const LAB_GENERATOR_LAG_SECONDS = 'antrean_lab_generator_lag_seconds'
export const LAB_TRIAL_START_TIME_SECONDS = 'antrean_lab_trial_start_time_seconds'
export const LAB_STAGE = 'antrean_lab_stage'
export const LAB_NOMINAL_CAPACITY = 'antrean_lab_nominal_capacity_per_second'
export const LAB_PROCESS_EXITS_TOTAL = 'antrean_lab_process_exits_total'
export const LAB_PROCESS_STARTS_TOTAL = 'antrean_lab_process_starts_total'

// Of every process, under the names of prom-client's default metrics (process-metrics.ts)
export const HEAP_USED_BYTES = 'nodejs_heap_size_used_bytes'
export const EVENT_LOOP_LAG_P99_SECONDS = 'nodejs_eventloop_lag_p99_seconds'
export const GC_DURATION_SECONDS = 'nodejs_gc_duration_seconds'
export const PROCESS_START_TIME_SECONDS = 'process_start_time_seconds'
export const PROCESS_CPU_SECONDS_TOTAL = 'process_cpu_seconds_total'
export const RESIDENT_MEMORY_BYTES = 'process_resident_memory_bytes'
export const OPEN_FILES = 'process_open_fds'
export const OPEN_FILES_MAX = 'process_max_fds'
