-- Domains carry the checks on personal data: a violated domain is reported without the row, so that no NIK reaches a log.
CREATE DOMAIN nik AS text CHECK (VALUE ~ '^[0-9]{16}$');
CREATE DOMAIN nib AS text CHECK (VALUE ~ '^[0-9]{13}$');
CREATE DOMAIN region AS text CHECK (VALUE ~ '^[0-9]{4}$');

CREATE TABLE accounts (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  contact text NOT NULL,
  channel text NOT NULL,
  full_name text NOT NULL,
  -- Null: no password log-in (seeded people come with a session).
  password_hash text,
  -- Null after a short sign-up.
  nik nik,
  date_of_birth date,
  gender text,
  address text,
  postcode text,
  role text NOT NULL DEFAULT 'applicant',
  active boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);
-- A contact belongs to whoever activates it first. Sign-ups never activated do not block it, nor change one another.
CREATE UNIQUE INDEX accounts_active_contact ON accounts (contact) WHERE active;

CREATE TABLE activation_codes (
  account_id uuid PRIMARY KEY REFERENCES accounts,
  code_hash bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0
);

CREATE TABLE sessions (
  token_hash bytea PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts,
  expires_at timestamptz NOT NULL
);
