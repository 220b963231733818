-- What the officers' queue is measured by, once a second: undecided tasks by state and by the working days allowed, from the index alone.
ALTER TABLE verification_tasks ADD COLUMN sla_working_days integer CHECK (sla_working_days > 0);
UPDATE verification_tasks t SET sla_working_days = a.sla_working_days FROM applications a WHERE a.id = t.application_id;
CREATE INDEX verification_tasks_undecided ON verification_tasks (state, sla_working_days, opened_at) INCLUDE (officer_id)
  WHERE state <> 'decided';

-- Working days are Monday to Friday, from midnight to midnight of Asia/Jakarta; public holidays are not known.
-- This one: from Monday, 5 January 1970 to a moment, in days and parts of a day. The difference of two is the time between them.
CREATE FUNCTION working_days_to(moment timestamptz) RETURNS double precision LANGUAGE sql STABLE STRICT
  RETURN (
    SELECT 5 * floor(days / 7) + least(days - 7 * floor(days / 7), 5)
    FROM (SELECT extract(epoch FROM (moment AT TIME ZONE 'Asia/Jakarta') - timestamp '1970-01-05')::double precision / 86400) AS since (days)
  );

-- What is older than this has been there for more than so many working days. Where that is a whole weekend, its beginning.
CREATE FUNCTION working_days_before(moment timestamptz, allowed integer) RETURNS timestamptz LANGUAGE sql STABLE STRICT
  RETURN (
    SELECT (timestamp '1970-01-05' + (7 * week + (days - 5 * week)) * interval '1 day') AT TIME ZONE 'Asia/Jakarta'
    FROM (SELECT working_days_to(moment) - allowed) AS since (days), LATERAL (SELECT ceil(days / 5) - 1) AS whole (week)
  );
