-- A business is one person's or company's: known by NIK, public (name, region) from the moment it has its NIB. What an application
-- says about it counts only once the identity is checked: nobody can name somebody else's business by applying with her NIK.
CREATE TABLE businesses (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  nik nik NOT NULL UNIQUE,
  nib nib UNIQUE,
  name text,
  region region,
  nib_issued_at timestamptz,
  last_applied_at timestamptz NOT NULL DEFAULT now()
);

-- A sequence, not a counter row: issuing takes no lock that others wait for. Numbers of rolled back transactions are gaps, never reused
-- on the same day (that would take ten million NIBs in one).
CREATE SEQUENCE nib_serial MAXVALUE 9999999 CYCLE;
CREATE FUNCTION next_nib(at timestamptz) RETURNS nib LANGUAGE sql VOLATILE
  RETURN to_char(at AT TIME ZONE 'Asia/Jakarta', 'DDMMYY') || lpad(nextval('nib_serial')::text, 7, '0');

-- Numbers of standard certificates (SS) and licences (IZ); the official format is not public.
CREATE SEQUENCE permit_serial;
CREATE FUNCTION permit_number(kind text) RETURNS text LANGUAGE sql VOLATILE
  RETURN CASE kind WHEN 'licence' THEN 'IZ' ELSE 'SS' END || lpad(nextval('permit_serial')::text, 10, '0');

CREATE TABLE applications (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  account_id uuid NOT NULL REFERENCES accounts,
  business_id uuid NOT NULL REFERENCES businesses,
  idempotency_key text NOT NULL,
  body_hash text NOT NULL,
  owner_name text NOT NULL,
  business_name text NOT NULL,
  actor text NOT NULL,
  scale text NOT NULL,
  kbli text NOT NULL,
  kbli_edition text NOT NULL,
  region region NOT NULL,
  capital_rp bigint NOT NULL,
  workers integer NOT NULL,
  risk text NOT NULL CHECK (risk IN ('low', 'medium-low', 'medium-high', 'high')),
  sla_working_days integer,
  intake text NOT NULL,
  status text NOT NULL DEFAULT 'accepted'
    CHECK (status IN ('accepted', 'awaiting-verification', 'returned', 'issued', 'rejected')),
  announced_wait_s real,
  accepted_at timestamptz NOT NULL DEFAULT now(),
  issued_at timestamptz,
  UNIQUE (account_id, idempotency_key)
);
-- One application per business, activity and place; a rejected one may be made again.
CREATE UNIQUE INDEX applications_once ON applications (business_id, kbli, region) WHERE status <> 'rejected';
-- The backlog (queueState).
CREATE INDEX applications_backlog ON applications (accepted_at) WHERE status = 'accepted';
-- Every issue leaves a dead entry in it, and the portal reads it four times a second.
ALTER TABLE applications SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

CREATE TABLE permits (
  application_id uuid NOT NULL REFERENCES applications,
  kind text NOT NULL CHECK (kind IN ('nib', 'standard-certificate', 'licence')),
  number text NOT NULL,
  state text NOT NULL CHECK (state IN ('issued', 'unverified', 'verified', 'revoked')),
  issued_at timestamptz NOT NULL,
  PRIMARY KEY (application_id, kind)
);

CREATE TABLE events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  application_id uuid NOT NULL REFERENCES applications,
  at timestamptz NOT NULL DEFAULT now(),
  status text NOT NULL,
  -- Status code of the OSS integration guide.
  code text NOT NULL,
  reason text,
  officer_id uuid REFERENCES accounts
);
CREATE INDEX events_of_application ON events (application_id, id);
