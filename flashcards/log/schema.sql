-- What is made from the log beside its facts: it can be emptied and is made again.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE card_state (
    card TEXT PRIMARY KEY,
    phase TEXT CHECK (phase IN ('learning', 'review', 'relearning')),
    step INTEGER CHECK (step >= 0),
    stability REAL CHECK (stability > 0),
    difficulty REAL CHECK (difficulty BETWEEN 1 AND 10),
    last_day TEXT CHECK (last_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    due_day TEXT CHECK (due_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    due_ms INTEGER,
    reps INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    shown INTEGER NOT NULL,
    suspended INTEGER NOT NULL,
    buried_on TEXT,
    flag TEXT,
    fingerprint TEXT,
    last_event TEXT,
    CHECK ((phase IS NULL) = (stability IS NULL) AND (phase IS NULL) = (difficulty IS NULL)
        AND (phase IS NULL) = (last_day IS NULL) AND (phase IS NULL) = (due_day IS NULL))
) STRICT;
CREATE INDEX card_state_due ON card_state (due_day);

CREATE TABLE catalogue (card TEXT PRIMARY KEY, deck TEXT NOT NULL, kind TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL DEFAULT '') STRICT;

