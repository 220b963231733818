-- One row per accepted, queued application until it is issued. sent_at: handed to the queue.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  application_id uuid NOT NULL UNIQUE REFERENCES applications,
  lane text NOT NULL,
  accepted_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz
);
-- The relay's claim.
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;
-- The place in the lane (placeOf).
CREATE INDEX outbox_of_lane ON outbox (lane, id);
-- Every row is inserted, updated and deleted within seconds: left to the default fifth of the table, vacuum comes too late.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
