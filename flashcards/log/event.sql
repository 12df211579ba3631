-- The log, format 2: the truth. Its table, indexes, triggers, and the events that count.
CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    at_ms INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    study_day TEXT NOT NULL CHECK (study_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    utc_offset_min INTEGER NOT NULL CHECK (utc_offset_min BETWEEN -1440 AND 1440),
    device TEXT NOT NULL,
    event TEXT NOT NULL CHECK (event IN
        ('review', 'undo', 'suspend', 'resume', 'bury', 'flag', 'reset', 'reschedule', 'link', 'parameters',
        'distinct', 'note')),
    card TEXT,
    fingerprint TEXT,
    mode TEXT CHECK (mode IN ('review', 'practice', 'mock')),
    rating INTEGER CHECK (rating BETWEEN 1 AND 4),
    elapsed_ms INTEGER CHECK (elapsed_ms >= 0),
    parameters TEXT,
    spread REAL CHECK (spread BETWEEN 0 AND 1),
    predicted REAL CHECK (predicted BETWEEN 0 AND 1),
    crc INTEGER NOT NULL,
    detail TEXT NOT NULL DEFAULT '{}',
    undoes TEXT,
    CHECK ((undoes IS NOT NULL) = (event = 'undo')),
    CHECK (event <> 'review' OR (card IS NOT NULL AND mode IS NOT NULL AND rating IS NOT NULL)),
    CHECK (card IS NOT NULL OR event IN ('undo', 'parameters', 'note'))
) STRICT;
CREATE INDEX event_by_card ON event (card, at_ms);
CREATE INDEX event_by_day ON event (study_day);
CREATE INDEX event_undone ON event (undoes) WHERE event = 'undo';
CREATE INDEX event_rare ON event (event) WHERE event IN ('link', 'parameters', 'distinct');
CREATE INDEX event_in_order ON event (at_ms, device, id);
CREATE TRIGGER event_never_changes BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_never_goes BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

CREATE VIEW standing AS
    SELECT * FROM event AS e WHERE e.event <> 'undo'
    AND NOT EXISTS (SELECT 1 FROM event AS u WHERE u.event = 'undo' AND u.undoes = e.id);
