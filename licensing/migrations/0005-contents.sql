CREATE TABLE contents (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('announcement', 'regulation', 'tutorial')),
  title text NOT NULL UNIQUE,
  body text NOT NULL,
  published_on date NOT NULL
);
