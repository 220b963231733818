CREATE TABLE verification_tasks (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  application_id uuid NOT NULL UNIQUE REFERENCES applications,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'claimed', 'returned', 'decided')),
  officer_id uuid REFERENCES accounts,
  opened_at timestamptz NOT NULL,
  claimed_at timestamptz,
  decided_at timestamptz,
  CHECK ((state = 'open') = (officer_id IS NULL))
);
-- The officers' list: open tasks and one's own, oldest first.
CREATE INDEX verification_tasks_open ON verification_tasks (opened_at) WHERE state IN ('open', 'claimed');
