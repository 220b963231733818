/** Every metric of ours, and the default ones that the lab reads. Base units: seconds, bytes, ratios 0..1. */

export const HTTP_REQUESTS_IN_FLIGHT = 'antrean_http_requests_in_flight'
export const HTTP_REQUESTS_ZOMBIE = 'antrean_http_requests_zombie'
export const HTTP_REQUESTS_AGE_SECONDS = 'antrean_http_requests_age_seconds'
export const HTTP_REQUEST_DURATION_SECONDS = 'antrean_http_request_duration_seconds'
export const GATE_DECISIONS_TOTAL = 'antrean_gate_decisions_total'
export const PG_POOL_CONNECTIONS = 'antrean_pg_pool_connections'
export const UPTIME_SECONDS = 'antrean_uptime_seconds'
export const EVENT_LOOP_UTILISATION_RATIO = 'antrean_event_loop_utilisation_ratio'
export const APPLICATIONS_ACCEPTED_TOTAL = 'antrean_applications_accepted_total'
export const APPLICATIONS_ISSUED_TOTAL = 'antrean_applications_issued_total'
export const APPLICATIONS_PARKED_TOTAL = 'antrean_applications_parked_total'

export const QUEUE_DEPTH = 'antrean_queue_depth'
export const APPLICATION_WAIT_SECONDS = 'antrean_application_wait_seconds'
export const APPLICATION_SERVICE_SECONDS = 'antrean_application_service_seconds'
export const OUTBOX_UNSENT = 'antrean_outbox_unsent'
export const JOB_ATTEMPTS_TOTAL = 'antrean_job_attempts_total'

export const AGENCY_CHECKS_TOTAL = 'antrean_agency_checks_total'
export const AGENCY_SLOTS_BUSY = 'antrean_agency_slots_busy'
export const AGENCY_WAITING = 'antrean_agency_waiting'
export const AGENCY_CHECK_DURATION_SECONDS = 'antrean_agency_check_duration_seconds'

/** From prom-client's default metrics. */
export const HEAP_USED_BYTES = 'nodejs_heap_size_used_bytes'
